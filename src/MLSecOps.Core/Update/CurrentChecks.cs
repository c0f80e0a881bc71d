using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;

namespace MLSecOps.Core.Update;

/// <summary>Inspection and rehearsal of the release that is current: after a start, on schedule, on demand, and when the engine is another one.</summary>
internal static class CurrentChecks
{
    /// <summary>The check that is to run next; null when none is lacking. It is inspected before it is run. What an inspection by this very worker found stays found: the same bytes are not read again, nor told again, at each recheck.</summary>
    public static UpdateEffect? Lacking(SlotState state, UpdatePolicy policy, string engine)
    {
        if (state.Current is not { Format: ModelFormat.Onnx } current)
        {
            return null;
        }

        bool isInspected = current.Inspection is { Outcome: not CheckOutcome.NotRun } seen && seen.Engine == engine;
        return !isInspected ? new UpdateEffect.InspectCurrent(current)
            : (UpdateMachine.PassedRehearsal(current, policy, engine) && !state.IsRehearsalDue) || (policy.Enforce && !UpdateMachine.PassedInspection(current, policy, engine)) ? null
            : new UpdateEffect.RehearseCurrent(current);
    }

    /// <summary>Why the current release cannot be rehearsed as things are; null when it can, at once or after a check that is on its way.</summary>
    public static Reason? Hindrance(SlotState state, UpdatePolicy policy, string engine) => state switch
    {
        { Current: null } => RehearsalReasons.NothingRan,
        { Current.Format: not ModelFormat.Onnx } => RehearsalReasons.FormatOpaque,
        { Integrity: Integrity.Tampered } => state.TamperedBy,
        { Integrity: Integrity.Unknown } when state.LastFailure == StoreReasons.RecheckFailed => state.LastFailure,
        { Current.Inspection: { Outcome: CheckOutcome.Failed } blocked } when policy.Enforce && blocked.Engine == engine => blocked.Reason,
        _ => null,
    };

    /// <summary>Rehearses again: at once where the bytes are known to be intact, else as soon as they are.</summary>
    public static UpdateStep RehearsalDue(SlotState state, UpdatePolicy policy, string engine)
    {
        if (state.Current is not { Format: ModelFormat.Onnx })
        {
            return new(state, []);
        }

        SlotState due = state with { IsRehearsalDue = true };
        return state.Integrity != Integrity.Intact ? new(due, [])
            : Lacking(due, policy, engine) switch
            {
                null => new(state, []),
                UpdateEffect.RehearseCurrent run => new(state with { IsRehearsalDue = false }, [run]),
                { } before => new(due, [before]),
            };
    }

    public static UpdateStep Inspected(SlotState state, UpdateEvent.CurrentInspected inspected, UpdatePolicy policy, string engine)
    {
        if (!UpdateMachine.IsCurrent(state, inspected.Release))
        {
            return new(state, []);
        }

        InspectionResult result = inspected.Result;
        InstalledRelease current = state.Current! with { Inspection = result };
        SlotState next = With(state, current);
        bool passed = UpdateMachine.PassedInspection(current, policy, engine);
        if (!passed && policy.Enforce)
        {
            return result.Outcome == CheckOutcome.Failed
                ? Failed(next, new UpdateEffect.Report(UpdateReport.InspectionFailed, current.Id, result.Reason), policy)
                : new(next with { LastFailure = result.Reason }, [new UpdateEffect.Report(UpdateReport.InspectionNotRun, current.Id, result.Reason ?? InspectionReasons.NotRun)]);
        }

        UpdateReport report = passed ? UpdateReport.Inspected : result.Outcome == CheckOutcome.Failed ? UpdateReport.InspectionFailed : UpdateReport.InspectionNotRun;
        UpdateEffect told = new UpdateEffect.Report(report, current.Id, passed ? null : result.Reason ?? InspectionReasons.NotRun);
        next = passed ? next : next with { LastFailure = result.Reason };
        return current.Format != ModelFormat.Onnx || (UpdateMachine.PassedRehearsal(current, policy, engine) && !next.IsRehearsalDue)
            ? new(next, [told])
            : new(next with { IsRehearsalDue = false }, [told, new UpdateEffect.RehearseCurrent(current)]);
    }

    public static UpdateStep Rehearsed(SlotState state, UpdateEvent.CurrentRehearsed rehearsed, UpdatePolicy policy, string engine)
    {
        if (!UpdateMachine.IsCurrent(state, rehearsed.Release))
        {
            return new(state, []);
        }

        HeldRehearsal held = AnswerEnrolment.Hold(state, rehearsed.Release, rehearsed.Result);
        RehearsalResult result = held.Result;

        // A pass stands until a run says otherwise: one that could not be done (a busy device, a full disk) says nothing.
        bool stands = result.Outcome == CheckOutcome.NotRun && UpdateMachine.PassedRehearsal(state.Current!, policy, engine);
        InstalledRelease current = stands ? state.Current! : state.Current! with { Rehearsal = result };
        SlotState next = With(held.State, current) with { LatestRehearsal = result };
        bool isNews = state.LatestRehearsal != result;
        if (result.Outcome == CheckOutcome.Passed && UpdateMachine.PassedRehearsal(current, policy, engine))
        {
            return new(next, [.. Passed(current.Id, isNews, held.Told)]);
        }

        return result.Outcome == CheckOutcome.Failed
            ? Failed(next, held.Told ?? new UpdateEffect.Report(UpdateReport.RehearsalFailed, current.Id, result.Reason), policy, isNews)
            : new(next with { LastFailure = result.Reason }, isNews ? [new UpdateEffect.Report(UpdateReport.RehearsalNotRun, current.Id, result.Reason)] : []);
    }

    // What is as it was is for those who look closely: a finding ends once.
    private static IEnumerable<UpdateEffect> Passed(ReleaseId release, bool isNews, UpdateEffect.Report? told)
    {
        yield return new UpdateEffect.Report(isNews ? UpdateReport.Rehearsed : UpdateReport.RehearsedAgain, release, null);
        if (told is not null && (isNews || told.What == UpdateReport.AnswersEnrolled))
        {
            yield return told;
        }
    }

    private static UpdateStep Failed(SlotState state, UpdateEffect.Report report, UpdatePolicy policy, bool isNews = true)
    {
        SlotState next = state with { LastFailure = report.Reason };
        UpdateEffect[] told = isNews ? [report] : [];
        return policy.Enforce && UpdateMachine.RollBack(next) is UpdateStep back ? back with { Effects = [.. told, .. back.Effects] } : new(next, told);
    }

    private static SlotState With(SlotState state, InstalledRelease current) => state with
    {
        Current = current,
        Confirmed = state.Confirmed is not null && state.Confirmed.Id == current.Id ? current : state.Confirmed,
    };
}
