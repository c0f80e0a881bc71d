namespace MLSecOps.Formats.Inspection;

/// <summary>One changed initialiser: elements changed, L2 norm of the old and of the difference (NaN where the type has no norm).</summary>
public sealed record WeightChange(string Name, long Elements, long ElementsChanged, double Norm, double DifferenceNorm);
