using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>What the answers to a challenge show.</summary>
/// <param name="Checks">Every check, in the order performed; all are required.</param>
/// <param name="Comparisons">Every output that was compared, with its figures.</param>
public sealed record ChallengeOutcome(IReadOnlyList<Check> Checks, IReadOnlyList<OutputComparison> Comparisons)
{
    /// <summary>Trusted: the model is held. Rejected: it is not. Inconclusive: the answers do not tell.</summary>
    public TrustVerdict Verdict => TrustVerdict.From(Checks, ChallengeReasons.NotRun);

    /// <summary>Largest |a - b| over all compared outputs; null where none was compared, or one was not finite on one side only.</summary>
    public double? MaxAbsolute => Comparisons.Count == 0 || Comparisons.Any(row => row.MaxAbsolute is null) ? null : Comparisons.Max(row => row.MaxAbsolute);
}
