using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Sanity;

/// <summary>What the suite found.</summary>
/// <param name="Checks">Every check, in the order performed; all are required.</param>
/// <param name="Comparisons">Every output of every vector that ran.</param>
/// <param name="Latency">Times of the runs; null when nothing ran.</param>
public sealed record SanityOutcome(IReadOnlyList<Check> Checks, IReadOnlyList<OutputComparison> Comparisons, LatencySummary? Latency)
{
    /// <summary>What each gate counted; a gate that could not count is a check only.</summary>
    public IReadOnlyList<GateFigures> Gates { get; init; } = [];

    /// <summary>What each vector was answered, to the last bit; a vector that failed to run or whose runs differ has none.</summary>
    public IReadOnlyList<AnswerDigest> Answers { get; init; } = [];

    /// <summary>Passed, failed or not run, as a verdict over the checks.</summary>
    public TrustVerdict Verdict => TrustVerdict.From(Checks, RehearsalReasons.NothingRan);
}
