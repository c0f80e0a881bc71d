using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What became of a challenge to one release.</summary>
/// <param name="Answers">What its worker answered; null when it did not.</param>
/// <param name="Reason">Why it did not; null when it did, and where the package declares no challenge.</param>
internal sealed record ChallengeResponse(ModelAnswers? Answers, Reason? Reason)
{
    /// <summary>The package declares no challenge.</summary>
    public static ChallengeResponse NotDeclared { get; } = new(null, null);

    /// <summary>It was not answered.</summary>
    public static ChallengeResponse Open(Reason reason) => new(null, reason);
}
