using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What became of the challenge of one nonce, by release.</summary>
/// <param name="ByRelease">Those that were looked at.</param>
internal sealed record ChallengeResponses(IReadOnlyDictionary<ReleaseId, ChallengeResponse> ByRelease)
{
    /// <summary>The response for what is current in a slot now; null when that was not looked at, as when it became current since.</summary>
    public ChallengeResponse? Of(SlotState slot) => slot.Current is { } current ? ByRelease.GetValueOrDefault(current.Id) : null;

    /// <summary>True when there is an answer.</summary>
    public bool HaveAnswers => ByRelease.Values.Any(response => response.Answers is not null);

    /// <summary>The same without answers, for a message that cannot carry them.</summary>
    public ChallengeResponses WithoutAnswers() => new(
        ByRelease.ToDictionary(pair => pair.Key, pair => pair.Value.Answers is null ? pair.Value : ChallengeResponse.Open(ChallengeReasons.AnswersTooLarge)));

    /// <summary>The same with so many answers as one message may carry; the others are said to be too large.</summary>
    public ChallengeResponses Bounded()
    {
        Dictionary<ReleaseId, ChallengeResponse> fitting = [];
        long bytes = 0;
        foreach ((ReleaseId release, ChallengeResponse response) in ByRelease)
        {
            long more = response.Answers?.Bytes ?? 0;
            bool fits = more <= EvidenceLimits.AnswerBytes && bytes + more <= EvidenceLimits.AllAnswerBytes;
            bytes += fits ? more : 0;
            fitting[release] = fits ? response : ChallengeResponse.Open(ChallengeReasons.AnswersTooLarge);
        }

        return new ChallengeResponses(fitting);
    }
}
