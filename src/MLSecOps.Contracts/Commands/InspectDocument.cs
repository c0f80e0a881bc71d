using MLSecOps.Contracts.Varlink;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.inspect/1</c>.</summary>
public sealed record InspectDocument : CommandDocument
{
    /// <summary><c>clean</c>: nothing blocks; <c>blocked</c>; or <c>not_inspected</c>.</summary>
    public string? Result { get; init; }

    /// <summary>Path of the file as given.</summary>
    public string? File { get; init; }

    /// <summary>Path of the model in the package; null for a loose file.</summary>
    public string? Member { get; init; }

    /// <summary>Findings that keep the model from being installed.</summary>
    public int? Blocking { get; init; }

    /// <summary>Warnings that are not waived.</summary>
    public int? Warnings { get; init; }

    /// <summary>Notices that are not waived.</summary>
    public int? Notices { get; init; }

    /// <summary>Findings that the publisher waived.</summary>
    public int? Waived { get; init; }

    /// <summary>Findings beyond those in <see cref="Findings"/>.</summary>
    public int? LeftOff { get; init; }

    /// <summary>Whether lists or texts about the model were cut.</summary>
    public bool? Shortened { get; init; }

    /// <summary>What was found, the heaviest first.</summary>
    public IReadOnlyList<InspectionEntry> Findings { get; init; } = [];

    /// <summary>What the model is; null when it could not be read.</summary>
    public ModelEntry? Model { get; init; }

    /// <summary>How it differs from the installed release; null when none was named.</summary>
    public DifferenceEntry? Difference { get; init; }

    /// <summary>Version of the worker that inspected.</summary>
    public string? Worker { get; init; }

    /// <summary>Which confinement layers held the worker.</summary>
    public IReadOnlyList<SandboxLayer> Sandbox { get; init; } = [];

    /// <summary>Wall time in milliseconds.</summary>
    public long? ElapsedMs { get; init; }
}
