namespace MLSecOps.Formats.Inspection;

/// <summary>How a model differs from another. All texts are from the models.</summary>
/// <param name="Interface">Inputs and outputs added, removed or changed, one line each.</param>
/// <param name="Operators">Operators whose count changed.</param>
/// <param name="ControlFlow">Nodes of control flow that only one of them has, one line each: <c>+ graph/If_12</c>.</param>
/// <param name="Domains">Operator domains that are new.</param>
/// <param name="Weights">What changed in the weights; null when they were not compared.</param>
public sealed record ModelDifference(
    IReadOnlyList<string> Interface, IReadOnlyList<OperatorChange> Operators, IReadOnlyList<string> ControlFlow, IReadOnlyList<string> Domains, WeightDifference? Weights);

/// <summary>An operator's count before and after.</summary>
public sealed record OperatorChange(string Domain, string Name, int Before, int After);

/// <summary>What changed in the weights.</summary>
/// <param name="Added">Initialisers that only the new model has.</param>
/// <param name="Removed">Initialisers that only the old model has.</param>
/// <param name="Reshaped">Initialisers of another type or shape.</param>
/// <param name="Changed">Initialisers of the same type and shape with other bytes.</param>
/// <param name="Same">Initialisers that are equal byte by byte.</param>
/// <param name="Largest">The most changed, by norm of the difference relative to the norm of the old; at most 32.</param>
public sealed record WeightDifference(int Added, int Removed, int Reshaped, int Changed, int Same, IReadOnlyList<WeightChange> Largest);

/// <summary>One changed initialiser: elements changed, L2 norm of the old and of the difference (NaN where the type has no norm).</summary>
public sealed record WeightChange(string Name, long Elements, long ElementsChanged, double Norm, double DifferenceNorm);
