namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.diff/1</c>.</summary>
public sealed record DiffDocument : CommandDocument
{
    /// <summary>The old file as given.</summary>
    public string? Before { get; init; }

    /// <summary>The new file as given.</summary>
    public string? After { get; init; }

    /// <summary>True when nothing that was compared differs.</summary>
    public bool? Same { get; init; }

    /// <summary>What differs.</summary>
    public DifferenceEntry? Difference { get; init; }

    /// <summary>What the new model is.</summary>
    public ModelEntry? Model { get; init; }
}
