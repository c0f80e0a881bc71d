using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>What a rehearsal found.</summary>
/// <param name="Verdict">Trusted: every check of the suite passed here. Rejected: the model answers differently. Inconclusive: not run, or not decided.</param>
/// <param name="Engine">What a pass depends on besides the package, measured by the launcher.</param>
/// <param name="Described">What the worker says about itself, for people; null without a report.</param>
/// <param name="Outputs">Every output of every vector that ran. Figures and texts come from the worker: untrusted.</param>
/// <param name="Latency">Times of the runs; null when nothing ran.</param>
/// <param name="Gaps">What of its own lock-down the worker says it could not set.</param>
/// <param name="Coverage">What kept the worker in, as launcher and kernel saw it; null when none was started.</param>
public sealed record RehearsalResult(
    TrustVerdict Verdict,
    EngineIdentity Engine,
    EngineDescription? Described,
    IReadOnlyList<OutputComparison> Outputs,
    LatencySummary? Latency,
    IReadOnlyList<string> Gaps,
    SandboxCoverage? Coverage)
{
    /// <summary>What each gate counted. Figures and texts come from the worker: untrusted.</summary>
    public IReadOnlyList<GateFigures> Gates { get; init; } = [];

    /// <summary>What each vector was answered, to the last bit; after a pass one for each vector. From the worker: untrusted.</summary>
    public IReadOnlyList<AnswerDigest> Answers { get; init; } = [];

    /// <summary>The output that is farthest from its golden value: failed before passed, not finite before finite. Null when nothing ran.</summary>
    public OutputComparison? Worst => Outputs
        .OrderBy(row => row.Passed)
        .ThenByDescending(row => row.Worst is not null && row.MaxAbsolute is null)
        .ThenByDescending(row => row.MaxAbsolute ?? 0)
        .FirstOrDefault();

    /// <summary>The least absolute tolerance with which all numeric outputs would have passed, relative tolerances as stated; null where none would, or nothing ran.</summary>
    public double? RequiredAbsolute => Outputs.Count == 0 || Outputs.Any(row => !row.Passed && row.RequiredAbsolute is null) ? null : Outputs.Max(row => row.RequiredAbsolute);
}
