using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What is claimed about one slot. A check whose result does not count for what is there now is stated as not run.</summary>
internal static class ModelEvidence
{
    private const string Served = "served";
    private const string Audited = "audited";

    /// <summary>The claims.</summary>
    /// <param name="slot">A slot with a current release.</param>
    /// <param name="measured">Its newest recheck; one of another release does not count.</param>
    /// <param name="engine">What would answer now; empty for nothing.</param>
    /// <param name="behaviour">What is known of its behaviour in applications.</param>
    /// <param name="challenge">What became of the challenge of this nonce; null when its package declares none, or nobody asked.</param>
    public static ModelClaims Of(SlotState slot, ReleaseMeasurement? measured, string engine, ModelBehaviour behaviour, ChallengeResponse? challenge = null)
    {
        InstalledRelease current = slot.Current!;
        ReleaseMeasurement? own = measured?.Release == current.Id ? measured : null;
        return new ModelClaims(
            slot.Model,
            current.Version,
            current.Id,
            own?.Model is { } digest ? new DiskMeasurement(digest, Whole(own.Checked)) : null,
            slot.Phase,
            slot.Floor,
            [.. (own?.Signers ?? []).Take(EvidenceLimits.Signers)],
            [
                Inspection(current, engine),
                Rehearsal(current, engine, behaviour),
                Challenge(challenge),
                Behaviour(MeasuringSystems.Canaries, Served, behaviour.Served),
                Behaviour(MeasuringSystems.Audits, Audited, behaviour.Audited),
                Scrub(slot.Integrity, own),
            ])
        {
            Answers = challenge?.Answers,
        };
    }

    /// <summary>Whole seconds, as claims have them.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(time.ToUnixTimeSeconds(), 0, EvidenceLimits.LastSecond));

    /// <summary>What the inspection of a release came to: one result for each rule that found something, and what the publisher waived is named too.</summary>
    /// <param name="release">The release.</param>
    /// <param name="engine">What would answer now; an inspection by another one counts only where it found something.</param>
    public static MeasurementResult Inspection(InstalledRelease release, string engine) => release.Inspection switch
    {
        _ when release.Format == ModelFormat.Opaque => Result(MeasuringSystems.Inspection, CheckOutcome.NotRun, InspectionReasons.FormatOpaque),
        null => Result(MeasuringSystems.Inspection, CheckOutcome.NotRun, InspectionReasons.NotRun),
        { Outcome: CheckOutcome.Passed } pass when pass.Engine != engine || engine.Length == 0 => Result(MeasuringSystems.Inspection, CheckOutcome.NotRun, InspectionReasons.NotRun),
        { } ended => new MeasurementResult(
            MeasuringSystems.Inspection,
            [
                .. ended.Blocking.Count > 0 ? ended.Blocking.Select(rule => new MeasuredCheck(rule, CheckOutcome.Failed)) : Result("", ended.Outcome, ended.Reason).Results,
                .. ended.Warned.Select(rule => new MeasuredCheck($"warned:{rule}", CheckOutcome.Passed)),
                .. ended.Waived.Select(rule => new MeasuredCheck($"waived:{rule}", CheckOutcome.Passed)),
            ]),
    };

    // What it did, not what that is worth: only who ran the signed model too can say.
    private static MeasurementResult Challenge(ChallengeResponse? response) => response switch
    {
        { Answers: not null } => new MeasurementResult(MeasuringSystems.Challenge, [new MeasuredCheck("answered", CheckOutcome.Passed)]),
        { Reason: { } reason } => Result(MeasuringSystems.Challenge, CheckOutcome.NotRun, reason),
        _ => MeasurementResult.Of(MeasuringSystems.Challenge, CheckOutcome.NotRun),
    };

    // The suite is part of the package, so the manifest's digest names it.
    private static MeasurementResult Rehearsal(InstalledRelease release, string engine, ModelBehaviour behaviour)
    {
        string system = $"{MeasuringSystems.Rehearsal}@{release.Id.Manifest.Short}";
        return release.Rehearsal switch
        {
            // Only an application can run it: its own answers to all golden vectors are the rehearsal.
            _ when release.Format == ModelFormat.Opaque && behaviour.Served.Outcome == CheckOutcome.Failed => Behaviour(system, Served, behaviour.Served),
            _ when release.Format == ModelFormat.Opaque && behaviour.Rehearsed => Behaviour(system, Served, behaviour.Served with { Outcome = CheckOutcome.Passed, Reason = null }),
            _ when release.Format == ModelFormat.Opaque => Result(system, CheckOutcome.NotRun, RehearsalReasons.FormatOpaque),
            null => Result(system, CheckOutcome.NotRun, null),
            { Outcome: CheckOutcome.Passed } pass when pass.Engine != engine || engine.Length == 0 => Result(system, CheckOutcome.NotRun, StoreReasons.RehearsalStale),

            // The suite passed, and the device is not what it was: both are stated.
            { Reason: { } changed } when changed == RehearsalReasons.AnswersChanged =>
                new MeasurementResult(system, [new MeasuredCheck("all", CheckOutcome.Passed), new MeasuredCheck(changed.Code, CheckOutcome.Failed)]),
            { } ended => Result(system, ended.Outcome, ended.Reason),
        };
    }

    private static MeasurementResult Behaviour(string system, string passed, BehaviourResult result) =>
        new(system, [new MeasuredCheck(result.Reason?.Code ?? passed, result.Outcome)]);

    // The recheck itself counts before the slot has heard of it, and the slot's word where it could not be read again.
    private static MeasurementResult Scrub(Integrity integrity, ReleaseMeasurement? measured) => measured switch
    {
        { Tampered.Count: > 0 } => new MeasurementResult(
            MeasuringSystems.Scrub, [.. measured.Tampered.Select(file => file.Reason).Distinct().Select(reason => new MeasuredCheck(reason.Code, CheckOutcome.Failed))]),
        _ when integrity == Integrity.Tampered => MeasurementResult.Of(MeasuringSystems.Scrub, CheckOutcome.Failed),
        not null when integrity == Integrity.Intact => MeasurementResult.Of(MeasuringSystems.Scrub, CheckOutcome.Passed),
        _ => MeasurementResult.Of(MeasuringSystems.Scrub, CheckOutcome.NotRun),
    };

    private static MeasurementResult Result(string system, CheckOutcome outcome, Reason? reason) =>
        new(system, [new MeasuredCheck(outcome == CheckOutcome.Passed || reason is null ? "all" : reason.Code, outcome)]);
}
