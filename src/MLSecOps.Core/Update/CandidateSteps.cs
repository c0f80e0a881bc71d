using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;

namespace MLSecOps.Core.Update;

/// <summary>The steps of a release on its way: from the offer to its place in the store.</summary>
internal static class CandidateSteps
{
    public static UpdateStep Offered(SlotState state, Offer offer)
    {
        bool isCurrent = state.Current is not null && state.Current.Id == offer.Claimed && state.Integrity != Integrity.Tampered;
        if (state.IsBusy || state.Deferred.Contains(offer.Key) || IsSettled(state.FindRefusal(offer.Key), isCurrent))
        {
            return new(state, []);
        }

        if (isCurrent)
        {
            // Claimed only, but nothing is done with it: the offer is remembered, so that it is said once.
            return new(
                state.Remember(new(offer.Key, StoreReasons.AlreadyCurrent)),
                [new UpdateEffect.Report(UpdateReport.AlreadyCurrent, offer.Claimed, StoreReasons.AlreadyCurrent)]);
        }

        return new(
            state with { Phase = UpdatePhase.Fetching, Candidate = offer, Verified = null },
            [new UpdateEffect.Report(UpdateReport.Found, offer.Claimed, null), new UpdateEffect.Fetch(offer)]);
    }

    // The verifier judged audience, hardware, expiry and floor already. What only the slot knows is judged here, and the floor
    // once more: it is the one promise that must not rest on a single place.
    public static UpdateStep Verified(SlotState state, InstalledRelease release, UpdatePolicy policy)
    {
        ReleaseId id = release.Id;
        if (state.Candidate!.Claimed != id)
        {
            return Refuse(state, StoreReasons.CandidateChanged, UpdateReport.Refused);
        }

        if (id.Release < state.Floor)
        {
            return Refuse(state, PolicyReasons.ReleaseBelowFloor, UpdateReport.Refused);
        }

        if (state.Bulletin.Refuse(id) is { } withdrawn)
        {
            return Refuse(state, withdrawn, UpdateReport.Refused);
        }

        if (Conflicts(state.Current, id) || Conflicts(state.Confirmed, id))
        {
            return Refuse(state, StoreReasons.ReleaseConflict, UpdateReport.Refused);
        }

        UpdateEffect told = new UpdateEffect.Report(UpdateReport.Verified, id, null);
        if (state.Current is not null && state.Current.Id == id)
        {
            // A fresh copy of a release that was tampered with: the pristine package is replaced and the release put back.
            return new(Settle(state), [told, new UpdateEffect.KeepPackage(state.Candidate, id), new UpdateEffect.RemoveOffer(state.Candidate), new UpdateEffect.Restore(id)]);
        }

        if (release.Format == ModelFormat.Opaque)
        {
            return policy.AllowOpaque
                ? Stage(state with { Verified = NotLookedInto(release) },
                    [
                        told,
                        new UpdateEffect.Report(UpdateReport.InspectionNotRun, id, InspectionReasons.FormatOpaque),
                        new UpdateEffect.Report(UpdateReport.RehearsalNotRun, id, RehearsalReasons.FormatOpaque),
                    ])
                : Refuse(state, StoreReasons.OpaqueNotAllowed, UpdateReport.Refused);
        }

        ReleaseId? installed = state.Current is { Format: ModelFormat.Onnx } current ? current.Id : null;
        return new(state with { Phase = UpdatePhase.Inspecting, Verified = release }, [told, new UpdateEffect.InspectCandidate(release, installed)]);
    }

    // Read before it is run: a model that hides something never meets the engine.
    public static UpdateStep Inspected(SlotState state, InspectionResult result, UpdatePolicy policy, string engine)
    {
        InstalledRelease release = state.Verified! with { Inspection = result };
        SlotState next = state with { Verified = release };
        if (UpdateMachine.PassedInspection(release, policy, engine))
        {
            return Rehearse(next, new UpdateEffect.Report(UpdateReport.Inspected, release.Id, null));
        }

        UpdateReport report = result.Outcome == CheckOutcome.Failed ? UpdateReport.InspectionFailed : UpdateReport.InspectionNotRun;
        Reason reason = result.Reason ?? InspectionReasons.NotRun;
        return !policy.Enforce ? Rehearse(next, new UpdateEffect.Report(report, release.Id, reason))
            : result.Outcome == CheckOutcome.Failed ? Refuse(next, reason, report)
            : Abandon(next, reason, report);
    }

    public static UpdateStep Rehearsed(SlotState state, RehearsalResult result, UpdatePolicy policy, string engine)
    {
        HeldRehearsal held = AnswerEnrolment.Hold(state, state.Verified!.Id, result);
        InstalledRelease release = state.Verified with { Rehearsal = held.Result };
        SlotState next = held.State with { Verified = release };
        if (UpdateMachine.PassedRehearsal(release, policy, engine))
        {
            return Stage(next, [new UpdateEffect.Report(UpdateReport.Rehearsed, release.Id, null), .. held.Told is null ? Array.Empty<UpdateEffect>() : [held.Told]]);
        }

        UpdateReport report = held.Result.Outcome != CheckOutcome.Failed ? UpdateReport.RehearsalNotRun : held.Told?.What ?? UpdateReport.RehearsalFailed;
        Reason reason = held.Result.Reason ?? StoreReasons.RehearsalStale;
        return !policy.Enforce ? Stage(next, [new UpdateEffect.Report(report, release.Id, reason) { Detail = held.Told?.Detail }])
            : held.Result.Outcome == CheckOutcome.Failed ? Refuse(next, reason, report, held.Told?.Detail)
            : Abandon(next, reason, report);
    }

    public static UpdateStep Refuse(SlotState state, Reason reason, UpdateReport report, string? detail = null)
    {
        Offer offer = state.Candidate!;
        SlotState next = Settle(state.Remember(new(offer.Key, reason))) with { LastFailure = reason };
        return new(next, [new UpdateEffect.Report(report, offer.Claimed, reason) { Detail = detail }, new UpdateEffect.Discard(offer)]);
    }

    // The outside world failed, not the package: it is not remembered as refused, and not tried again at once either.
    public static UpdateStep Abandon(SlotState state, Reason reason, UpdateReport report = UpdateReport.Failed)
    {
        Offer offer = state.Candidate!;
        return new(
            Settle(state) with { LastFailure = reason, Deferred = [.. state.Deferred.TakeLast(SlotState.MaxRefused - 1), offer.Key] },
            [new UpdateEffect.Report(report, offer.Claimed, reason), new UpdateEffect.Discard(offer), new UpdateEffect.Prune()]);
    }

    /// <summary>Nothing on its way any more: the phase follows from what is current.</summary>
    public static SlotState Settle(SlotState state)
    {
        SlotState idle = state with { Candidate = null, Verified = null };
        return idle with { Phase = idle.SettledPhase };
    }

    private static UpdateStep Rehearse(SlotState state, UpdateEffect told) =>
        new(state with { Phase = UpdatePhase.Rehearsing }, [told, new UpdateEffect.RehearseCandidate(state.Verified!)]);

    private static InstalledRelease NotLookedInto(InstalledRelease release) => release with
    {
        Inspection = new(CheckOutcome.NotRun, InspectionReasons.FormatOpaque, ""),
        Rehearsal = new(CheckOutcome.NotRun, RehearsalReasons.FormatOpaque, ""),
    };

    private static UpdateStep Stage(SlotState state, IReadOnlyList<UpdateEffect> told) =>
        new(state with { Phase = UpdatePhase.Staged }, [.. told, new UpdateEffect.Place(state.Verified!.Id)]);

    // "It is current already" holds only while it is: after tampering or a roll-back the same file is news again.
    private static bool IsSettled(RefusedOffer? refusal, bool isCurrent) =>
        refusal is not null && (isCurrent || refusal.Reason != StoreReasons.AlreadyCurrent);

    private static bool Conflicts(InstalledRelease? installed, ReleaseId id) =>
        installed is not null && installed.Id.Release == id.Release && installed.Id.Manifest != id.Manifest;
}
