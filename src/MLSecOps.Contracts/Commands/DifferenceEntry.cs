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

/// <summary>An operator's count before and after, in JSON.</summary>
public sealed record OperatorChangeEntry(string Domain, string Name, int Before, int After);

/// <summary>Counts of initialisers, in JSON: only in the new, only in the old, of another type or shape, with other bytes, equal; and those that changed most.</summary>
public sealed record WeightsEntry(int Added, int Removed, int Reshaped, int Changed, int Same, IReadOnlyList<WeightEntry> Largest);

/// <summary>One changed initialiser in JSON; norms are L2, null where the type has none.</summary>
public sealed record WeightEntry(string Name, long Elements, long ElementsChanged, double? Norm, double? DifferenceNorm);
