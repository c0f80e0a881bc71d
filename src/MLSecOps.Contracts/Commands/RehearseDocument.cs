namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.rehearse/1</c>.</summary>
public sealed record RehearseDocument : CommandDocument
{
    /// <summary>The agent's socket, for a rehearsal of what it has installed; null for a package's.</summary>
    public string? Socket { get; init; }

    /// <summary>The installed model's name.</summary>
    public string? Model { get; init; }

    /// <summary>The installed release.</summary>
    public long? Release { get; init; }

    /// <summary>Whether exact answers are enrolled on the device under this engine: then a pass means that every bit came again.</summary>
    public bool? Enrolled { get; init; }

    /// <summary>When the agent's rehearsal ended, RFC 3339 UTC.</summary>
    public string? Ended { get; init; }

    /// <summary>Path of the package as given.</summary>
    public string? Package { get; init; }

    /// <summary>Whether the package's signature was judged before.</summary>
    public bool? Verified { get; init; }

    /// <summary>Largest absolute difference from a golden value; null when nothing numeric was compared.</summary>
    public double? MaxAbsoluteDeviation { get; init; }

    /// <summary>The least absolute tolerance with which all would have passed; null where none would, or nothing ran.</summary>
    public double? RequiredAbsoluteTolerance { get; init; }

    /// <summary>What answered: runtime version, worker digest, provider and processor.</summary>
    public string? Engine { get; init; }

    /// <summary>Largest deviation found, as a share of its tolerance: 1 is at the limit. Null when nothing was compared.</summary>
    public double? WorstDeviation { get; init; }

    /// <summary>What each gate over labelled rows counted; null where the suite has none, or none ran.</summary>
    public IReadOnlyList<GateEntry>? Gates { get; init; }

    /// <summary>Wall time of the whole job in milliseconds.</summary>
    public long? ElapsedMs { get; init; }

    /// <summary>Which confinement layers held the worker.</summary>
    public IReadOnlyList<Varlink.SandboxLayer> Sandbox { get; init; } = [];
}
