namespace MLSecOps.Contracts.Commands;

/// <summary>One changed initialiser in JSON; norms are L2, null where the type has none.</summary>
public sealed record WeightEntry(string Name, long Elements, long ElementsChanged, double? Norm, double? DifferenceNorm);
