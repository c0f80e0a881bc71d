using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Challenges;

/// <summary>What challenges show of the models of one device, this evidence's and those before it. A model whose package declares a challenge is good only while an answer is known to be right.</summary>
/// <param name="declared">Which packages declare one.</param>
internal sealed class ChallengeStanding(DeclaredChallenges declared)
{
    /// <summary>Judges one model.</summary>
    /// <param name="model">Its claims, verified.</param>
    /// <param name="before">What evidence before said of the slot; null for nothing.</param>
    /// <param name="compared">What the answers in this evidence came to; null where they were not compared, or there were none.</param>
    /// <param name="isOwn">True when the hub had asked this device alone.</param>
    /// <param name="now">The hub's clock.</param>
    /// <returns>The finding, null where none is declared; and what is to be remembered.</returns>
    public (ChallengeFinding? Finding, ModelHolding? Holding) Of(ModelClaims model, ModelState? before, ChallengeFinding? compared, bool isOwn, DateTimeOffset now)
    {
        ModelHolding? known = before?.ManifestDigest == model.Id.Manifest.ToString() ? before.Holding : null;
        if (!declared.TryFind(model.Id.Manifest, out SanitySuite? suite))
        {
            return (ChallengeFinding.Open(ChallengeReasons.ReferenceUnavailable, "the package cannot be read"), known);
        }

        if (suite is null)
        {
            return (null, null);
        }

        if (compared is not null)
        {
            return (compared, Remember(compared, known, now));
        }

        if (model.Answers is not null)
        {
            return (ChallengeFinding.Open(ChallengeReasons.ReferenceUnavailable, "its answers were not compared"), known);
        }

        if (isOwn)
        {
            ChallengeFinding unanswered = ChallengeFinding.Open(ChallengeReasons.NoAnswer, Said(model));
            return (unanswered, Remember(unanswered, known, now));
        }

        return (Carry(known, model, now), known);
    }

    // Silence neither heals nor harms: what was shown last stays, for a time.
    private static ChallengeFinding Carry(ModelHolding? known, ModelClaims model, DateTimeOffset now) => known switch
    {
        { Result: HoldingResult.NotHeld } => ChallengeFinding.NotHeld(Reason(known, ChallengeReasons.AnswerDeviates), "a right answer", $"not held on {Timestamp.Of(known.At)}, no answer since"),
        { Result: HoldingResult.Open } => ChallengeFinding.Open(Reason(known, ChallengeReasons.NoAnswer), $"asked on {Timestamp.Of(known.At)}, no answer since"),
        { Result: HoldingResult.Held } when now - known.At <= ModelHolding.Lifetime => ChallengeFinding.Held($"held on {Timestamp.Of(known.At)}"),
        { Result: HoldingResult.Held } => ChallengeFinding.Open(ChallengeReasons.Stale, $"held on {Timestamp.Of(known.At)}"),
        _ => ChallengeFinding.Open(ChallengeReasons.Stale, Said(model)),
    };

    // What the hub could not do says nothing of the device.
    private static ModelHolding? Remember(ChallengeFinding finding, ModelHolding? known, DateTimeOffset now) => finding switch
    {
        { Outcome: CheckOutcome.Passed } => new ModelHolding(HoldingResult.Held, now, null),
        { Outcome: CheckOutcome.Failed } => new ModelHolding(HoldingResult.NotHeld, now, finding.Reason?.Code),
        _ when finding.Reason == ChallengeReasons.ReferenceUnavailable => known,
        _ when known is { Result: HoldingResult.NotHeld } => known,
        _ => new ModelHolding(HoldingResult.Open, now, finding.Reason?.Code),
    };

    private static Reason Reason(ModelHolding known, Reason otherwise) => (known.Reason is { } code ? ReasonCatalogue.Find(code) : null) ?? otherwise;

    private static string Said(ModelClaims model) => model.Results.FirstOrDefault(result => result.Name == MeasuringSystems.Challenge) switch
    {
        { Results: [{ Id: "all" }] } or null => "no answer",
        { } result => $"no answer: {result.Results[0].Id}",
    };
}
