namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.baseline/1</c>.</summary>
public sealed record BaselineDocument : CommandDocument
{
    /// <summary>Path of the model as given.</summary>
    public string? Model { get; init; }

    /// <summary>The folder that was written.</summary>
    public string? Folder { get; init; }

    /// <summary>Inputs in the folder of inputs.</summary>
    public int? InputsGiven { get; init; }

    /// <summary>Of them, those that were tried; of more than 200, every so many-th.</summary>
    public int? InputsTried { get; init; }

    /// <summary>Inputs that could become fingerprints: those that were tried, and those derived from them.</summary>
    public int? Candidates { get; init; }

    /// <summary>The golden vectors, the one that reveals most first.</summary>
    public IReadOnlyList<FingerprintEntry> Fingerprints { get; init; } = [];

    /// <summary>What they reveal, class by class, then all; empty where no changed copy could be made.</summary>
    public IReadOnlyList<CoverageEntry> Coverage { get; init; } = [];

    /// <summary>Relative tolerance of every floating-point output.</summary>
    public double? Rtol { get; init; }

    /// <summary>Absolute tolerance of every floating-point output.</summary>
    public double? Atol { get; init; }

    /// <summary>The largest deviation of the fingerprints on the model's other kernels, as a share of the tolerance: times rtol and atol it is the least tolerance with which they pass.</summary>
    public double? OtherKernels { get; init; }

    /// <summary>How hubs may challenge the model; null where nothing could be stated.</summary>
    public BaselineChallengeEntry? Challenge { get; init; }

    /// <summary>What makes the suite weaker than it looks.</summary>
    public IReadOnlyList<WarningEntry> Warnings { get; init; } = [];

    /// <summary>Changed copies for each class of bits, half of them to choose by.</summary>
    public int? Flips { get; init; }

    /// <summary>Which bits were turned over.</summary>
    public long? Seed { get; init; }

    /// <summary>What answered.</summary>
    public string? Engine { get; init; }

    /// <summary>Wall time in milliseconds.</summary>
    public long? ElapsedMs { get; init; }

    /// <summary>Which confinement layers held the worker.</summary>
    public IReadOnlyList<Varlink.SandboxLayer> Sandbox { get; init; } = [];
}
