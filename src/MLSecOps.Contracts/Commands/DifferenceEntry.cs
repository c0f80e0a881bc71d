namespace MLSecOps.Contracts.Commands;

/// <summary>How a model differs from another, in JSON. All texts are from the models.</summary>
public sealed record DifferenceEntry
{
    /// <summary>Inputs and outputs added (<c>+</c>), removed (<c>-</c>) or changed, one line each.</summary>
    public required IReadOnlyList<string> Interface { get; init; }

    /// <summary>Operators whose count changed.</summary>
    public required IReadOnlyList<OperatorChangeEntry> Operators { get; init; }

    /// <summary>Nodes of control flow that only one of them has.</summary>
    public required IReadOnlyList<string> ControlFlow { get; init; }

    /// <summary>Operator domains that are new.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>What changed in the weights; null when they were not compared.</summary>
    public WeightsEntry? Weights { get; init; }
}
