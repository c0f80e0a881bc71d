using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>One thing that the agent tells.</summary>
/// <param name="What">The catalogue's event.</param>
internal sealed record LogEntry(JournalEvent What)
{
    /// <summary>The slot; null when it is about the device.</summary>
    public string? Model { get; init; }

    /// <summary>The cause; null when there is none to name.</summary>
    public Reason? Reason { get; init; }

    /// <summary>One line about this very case. May be text from outside: the journal keeps it as it is, printing escapes it.</summary>
    public string? Detail { get; init; }

    /// <summary>Further journal fields.</summary>
    public IEnumerable<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>Where the slot stands now; null when it is not about a slot.</summary>
    public UpdatePhase? Phase { get; init; }

    /// <summary>The release that it is about.</summary>
    public ReleaseId? Release { get; init; }

    /// <summary>Files that are not as they should be. Paths may be text from outside.</summary>
    public IReadOnlyList<FindingFile> Files { get; init; } = [];

    /// <summary>What the inspection of the model found. Texts from the model.</summary>
    public IReadOnlyList<InspectionNote> Inspection { get; init; } = [];

    /// <summary>More than a notice: what a person should know.</summary>
    public bool IsFinding => Reason is not null && Reason.Class != ReasonClass.Notice;
}
