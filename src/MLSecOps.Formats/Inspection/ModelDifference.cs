namespace MLSecOps.Formats.Inspection;

/// <summary>How a model differs from another. All texts are from the models.</summary>
/// <param name="Interface">Inputs and outputs added, removed or changed, one line each.</param>
/// <param name="Operators">Operators whose count changed.</param>
/// <param name="ControlFlow">Nodes of control flow that only one of them has, one line each: <c>+ graph/If_12</c>.</param>
/// <param name="Domains">Operator domains that are new.</param>
/// <param name="Weights">What changed in the weights; null when they were not compared.</param>
public sealed record ModelDifference(
    IReadOnlyList<string> Interface, IReadOnlyList<OperatorChange> Operators, IReadOnlyList<string> ControlFlow, IReadOnlyList<string> Domains, WeightDifference? Weights);
