using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;

namespace MLSecOps.Core.Update;

/// <summary>The update state machine of one slot (design §6): idle, fetching, verifying, inspecting, rehearsing, staged, current, confirmed or rolled back.</summary>
/// <remarks>
/// Invariants, held by property tests over arbitrary event sequences:
/// <list type="bullet">
/// <item>a release becomes current only after it verified and its inspection and rehearsal passed (or the policy lets it count), or because it is the confirmed one;</item>
/// <item>the floor never falls but when root lowers it, once for each trust update, and no release below it becomes current but the confirmed one, which is at it;</item>
/// <item>in mode enforce, a release that the publisher withdrew is neither made current nor handed out nor confirmed;</item>
/// <item>an event about another release than the one concerned changes nothing;</item>
/// <item>a step on the same state and event gives the same result: no clock, no randomness, no outside.</item>
/// </list>
/// </remarks>
public static class UpdateMachine
{
    /// <summary>Decides what an event means.</summary>
    /// <param name="state">The slot as persisted.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="policy">The device's policy now.</param>
    /// <param name="engine">What would answer now: see <see cref="RehearsalResult.Engine"/>.</param>
    public static UpdateStep Step(SlotState state, UpdateEvent happened, UpdatePolicy policy, string engine) => happened switch
    {
        UpdateEvent.Started => Start(state),
        UpdateEvent.RetryDue => new(state with { Deferred = [] }, []),
        UpdateEvent.Offered offered => CandidateSteps.Offered(state, offered.Offer),
        UpdateEvent.Fetched when state is { Candidate: not null, Phase: UpdatePhase.Fetching } => new(
            state with { Phase = UpdatePhase.Verifying }, [new UpdateEffect.Verify(state.Candidate)]),
        UpdateEvent.PackageVerified verified when state.Phase == UpdatePhase.Verifying => CandidateSteps.Verified(state, verified.Release, policy),
        UpdateEvent.PackageRefused refused when state.IsBusy => CandidateSteps.Refuse(state, refused.Reason, UpdateReport.Refused),
        UpdateEvent.CandidateInspected inspected when state.Phase == UpdatePhase.Inspecting => CandidateSteps.Inspected(state, inspected.Result, policy, engine),
        UpdateEvent.CandidateRehearsed rehearsed when state.Phase == UpdatePhase.Rehearsing => CandidateSteps.Rehearsed(state, rehearsed.Result, policy, engine),
        UpdateEvent.Placed when state is { Phase: UpdatePhase.Staged, Verified: not null, Candidate: not null } => new(
            state, [new UpdateEffect.KeepPackage(state.Candidate, state.Verified.Id), new UpdateEffect.Switch(state.Verified.Id)]),
        UpdateEvent.Switched switched => Switched(state, switched.Release, policy),
        UpdateEvent.AttemptFailed failed when state.IsBusy => CandidateSteps.Abandon(state, failed.Reason),
        UpdateEvent.SoakElapsed soaked when policy.ConfirmBy == ConfirmBy.Soak && IsOnProbation(state, soaked.Release) =>
            state.MayHandOut(policy, engine) ? Keep(state) : new(state, [new UpdateEffect.StartSoak(soaked.Release)]),
        UpdateEvent.ApplicationConfirmed kept when IsOnProbation(state, kept.Release) && state.MayHandOut(policy, engine) => Keep(state),
        UpdateEvent.Rechecked recheck => Rechecked(state, recheck, policy, engine),
        UpdateEvent.CurrentInspected inspected => CurrentChecks.Inspected(state, inspected, policy, engine),
        UpdateEvent.RehearsalDue => CurrentChecks.RehearsalDue(state, policy, engine),
        UpdateEvent.CurrentRehearsed rehearsed => CurrentChecks.Rehearsed(state, rehearsed, policy, engine),
        UpdateEvent.Restored restored when IsCurrent(state, restored.Release) => new(state, [new UpdateEffect.Recheck(restored.Release)]),
        UpdateEvent.RestoreFailed failed when IsCurrent(state, failed.Release) => RestoreFailed(state, failed.Reason, policy),
        UpdateEvent.BulletinChanged changed => WithdrawalSteps.BulletinChanged(state, changed.Bulletin, policy),
        UpdateEvent.FloorReset reset when reset.Era > state.FloorEra => WithdrawalSteps.FloorReset(state, reset),
        UpdateEvent.FloorProven proven when proven.Release > state.Floor => new(state with { Floor = proven.Release }, []),
        _ => new(state, []),
    };

    /// <summary>Whether a release's last inspection and rehearsal let it be current or handed out (G1).</summary>
    public static bool PassedChecks(InstalledRelease release, UpdatePolicy policy, string engine) =>
        PassedInspection(release, policy, engine) && PassedRehearsal(release, policy, engine);

    /// <summary>Whether a release's last inspection lets it be run, be current or handed out (G1): passed under this very engine, or not possible and allowed so.</summary>
    public static bool PassedInspection(InstalledRelease release, UpdatePolicy policy, string engine) => release.Format == ModelFormat.Opaque
        ? policy.AllowOpaque
        : release.Inspection is { Outcome: CheckOutcome.Passed } result && result.Engine == engine;

    /// <summary>Whether a release's last rehearsal lets it be current or handed out (G1): passed under this very engine, or not runnable and allowed so.</summary>
    public static bool PassedRehearsal(InstalledRelease release, UpdatePolicy policy, string engine) => release.Format == ModelFormat.Opaque
        ? policy.AllowOpaque
        : release.Rehearsal is { Outcome: CheckOutcome.Passed } result && result.Engine == engine;

    /// <summary>Why the current release cannot be rehearsed as things are; null when it can, at once or after a check that is on its way.</summary>
    public static Reason? Hindrance(SlotState state, UpdatePolicy policy, string engine) => CurrentChecks.Hindrance(state, policy, engine);

    internal static bool IsCurrent(SlotState state, ReleaseId release) => state.Current is not null && state.Current.Id == release;

    private static bool IsOnProbation(SlotState state, ReleaseId release) => IsCurrent(state, release) && state.SettledPhase == UpdatePhase.Current;

    // After a crash nothing on its way is trusted: a staged release is judged by its bytes on disk, anything earlier is
    // offered again by whoever holds the package. The current release is unknown until it was read again.
    private static UpdateStep Start(SlotState state)
    {
        List<UpdateEffect> effects = [];
        SlotState next = state with { Integrity = Integrity.Unknown, TamperedBy = null, Deferred = [] };
        if (state is { Phase: UpdatePhase.Staged, Verified: not null })
        {
            effects.Add(new UpdateEffect.Recheck(state.Verified.Id));
        }
        else if (state.Candidate is not null)
        {
            effects.Add(new UpdateEffect.Discard(state.Candidate));
            next = CandidateSteps.Settle(next);
        }

        if (next.Current is not null)
        {
            // A pass of before the start stands, and is tried again: memory that went bad since shows in no file.
            next = next with { IsRehearsalDue = next.Current.Format == ModelFormat.Onnx, LatestRehearsal = null };

            // The link is only a shadow of the state: it is put right first.
            effects.Add(new UpdateEffect.Switch(next.Current.Id));
            effects.Add(new UpdateEffect.Recheck(next.Current.Id));
            if (next.SettledPhase == UpdatePhase.Current)
            {
                effects.Add(new UpdateEffect.StartSoak(next.Current.Id));
            }
        }

        return new(next, effects);
    }

    private static UpdateStep Switched(SlotState state, ReleaseId release, UpdatePolicy policy)
    {
        if (state is not { Phase: UpdatePhase.Staged, Verified: not null, Candidate: not null } || state.Verified.Id != release)
        {
            return new(state, []);
        }

        // The file may still lie where it was offered when the next look comes: it is not news.
        SlotState next = state.Remember(new(state.Candidate.Key, StoreReasons.AlreadyCurrent)) with
        {
            Phase = UpdatePhase.Current,
            Current = state.Verified,
            Integrity = Integrity.Intact,
            TamperedBy = null,
            Candidate = null,
            Verified = null,
            LastFailure = null,
            LatestRehearsal = null,
            IsRehearsalDue = false,
        };
        List<UpdateEffect> effects =
        [
            new UpdateEffect.RemoveOffer(state.Candidate),
            new UpdateEffect.Report(UpdateReport.BecameCurrent, release, null),
        ];
        if (policy.ConfirmBy == ConfirmBy.Rehearsal)
        {
            UpdateStep confirmed = Keep(next);
            return new(confirmed.State, [.. effects, .. confirmed.Effects]);
        }

        if (policy.ConfirmBy == ConfirmBy.Soak)
        {
            effects.Add(new UpdateEffect.StartSoak(release));
        }

        return new(next, effects);
    }

    // The floor rises here and nowhere else. It may rise past a release that is on its way, even past one whose switch is
    // already asked for: that one is refused in the same step, and the link is put right behind it.
    private static UpdateStep Keep(SlotState state)
    {
        InstalledRelease kept = state.Current!;
        SlotState next = state with
        {
            Phase = state.IsBusy ? state.Phase : UpdatePhase.Confirmed,
            Confirmed = kept,
            Floor = Math.Max(state.Floor, kept.Id.Release),
        };
        List<UpdateEffect> effects = [new UpdateEffect.Report(UpdateReport.Confirmed, kept.Id, null)];
        if (next.Candidate is not null && next.Candidate.Claimed.Release < next.Floor)
        {
            UpdateStep refused = CandidateSteps.Refuse(next, PolicyReasons.ReleaseBelowFloor, UpdateReport.Refused);
            next = refused.State;
            effects.AddRange(refused.Effects);
            effects.Add(new UpdateEffect.Switch(kept.Id));
        }

        effects.Add(new UpdateEffect.Prune());
        return new(next, effects);
    }

    private static UpdateStep Rechecked(SlotState state, UpdateEvent.Rechecked recheck, UpdatePolicy policy, string engine)
    {
        if (state is { Phase: UpdatePhase.Staged, Verified: not null, Candidate: not null } && state.Verified.Id == recheck.Release)
        {
            return recheck.Failure is null
                ? new(state, [new UpdateEffect.KeepPackage(state.Candidate, recheck.Release), new UpdateEffect.Switch(recheck.Release)])
                : CandidateSteps.Abandon(state, recheck.Failure);
        }

        if (!IsCurrent(state, recheck.Release))
        {
            return new(state, []);
        }

        InstalledRelease current = state.Current!;
        if (recheck.Failure is null)
        {
            bool wasTampered = state.Integrity == Integrity.Tampered;
            List<UpdateEffect> effects = [];
            if (wasTampered)
            {
                effects.Add(new UpdateEffect.Report(UpdateReport.Restored, current.Id, null));
                if (state.SettledPhase == UpdatePhase.Current && policy.ConfirmBy == ConfirmBy.Soak)
                {
                    effects.Add(new UpdateEffect.StartSoak(current.Id));
                }
            }

            UpdateEffect? lacking = CurrentChecks.Lacking(state, policy, engine);
            if (lacking is not null)
            {
                effects.Add(lacking);
            }

            SlotState next = lacking is UpdateEffect.RehearseCurrent ? state with { IsRehearsalDue = false } : state;
            return new(next with { Integrity = Integrity.Intact, TamperedBy = null, LastFailure = wasTampered ? null : state.LastFailure }, effects);
        }

        if (recheck.Failure.Class != ReasonClass.Rejected)
        {
            // Unreadable is not tampered: nothing is known any more, which is never shown as good.
            return new(state with { Integrity = Integrity.Unknown, LastFailure = recheck.Failure }, [new UpdateEffect.Report(UpdateReport.Failed, current.Id, recheck.Failure)]);
        }

        if (state.TamperedBy == recheck.Failure)
        {
            // Known already: evidence and report are made once for each way of failing. A restore that failed is not
            // repeated by the writes that it made itself.
            return new(state, []);
        }

        SlotState tampered = state with { Integrity = Integrity.Tampered, TamperedBy = recheck.Failure, LastFailure = recheck.Failure };
        List<UpdateEffect> reaction =
        [
            new UpdateEffect.Report(UpdateReport.Tampered, current.Id, recheck.Failure),
            new UpdateEffect.KeepEvidence(current.Id),
        ];
        if (policy is { Enforce: true, RestoreTampered: true })
        {
            reaction.Add(new UpdateEffect.Restore(current.Id));
        }

        return new(tampered, reaction);
    }

    private static UpdateStep RestoreFailed(SlotState state, Reason reason, UpdatePolicy policy)
    {
        SlotState next = state with { LastFailure = reason };
        UpdateEffect told = new UpdateEffect.Report(UpdateReport.RestoreFailed, state.Current!.Id, reason);
        return policy.Enforce && RollBack(next) is UpdateStep back ? back with { Effects = [told, .. back.Effects] } : new(next, [told]);
    }

    // Only a release on probation is left for the confirmed one; a confirmed release that fails is not handed out and stays.
    internal static UpdateStep? RollBack(SlotState state)
    {
        if (state.Confirmed is null || state.Current is null || state.Confirmed.Id == state.Current.Id || state.Bulletin.Refuse(state.Confirmed.Id) is not null)
        {
            return null;
        }

        SlotState next = state with
        {
            Phase = state.IsBusy ? state.Phase : UpdatePhase.RolledBack,
            Current = state.Confirmed,
            Integrity = Integrity.Unknown,
            TamperedBy = null,
            LatestRehearsal = null,
        };
        return new(next,
        [
            new UpdateEffect.Switch(state.Confirmed.Id),
            new UpdateEffect.Report(UpdateReport.RolledBack, state.Confirmed.Id, state.LastFailure),
            new UpdateEffect.Recheck(state.Confirmed.Id),
        ]);
    }
}
