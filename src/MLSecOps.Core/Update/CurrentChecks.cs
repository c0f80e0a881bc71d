using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;

namespace MLSecOps.Core.Update;

/// <summary>Inspection and rehearsal of the release that is current: after a start, and when the engine is another one.</summary>
internal static class CurrentChecks
{
    /// <summary>The check that is to run next; null when none is lacking. It is inspected before it is run. What an inspection by this very worker found stays found: the same bytes are not read again, nor told again, at each recheck.</summary>
    public static UpdateEffect? Lacking(InstalledRelease current, UpdatePolicy policy, string engine)
    {
        if (current.Format != ModelFormat.Onnx)
        {
            return null;
        }

        bool isInspected = current.Inspection is { Outcome: not CheckOutcome.NotRun } seen && seen.Engine == engine;
        return !isInspected ? new UpdateEffect.InspectCurrent(current)
            : UpdateMachine.PassedRehearsal(current, policy, engine) || (policy.Enforce && !UpdateMachine.PassedInspection(current, policy, engine)) ? null
            : new UpdateEffect.RehearseCurrent(current);
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
                ? Failed(next, UpdateReport.InspectionFailed, result.Reason, policy)
                : new(next with { LastFailure = result.Reason }, [new UpdateEffect.Report(UpdateReport.InspectionNotRun, current.Id, result.Reason ?? InspectionReasons.NotRun)]);
        }

        UpdateReport report = passed ? UpdateReport.Inspected : result.Outcome == CheckOutcome.Failed ? UpdateReport.InspectionFailed : UpdateReport.InspectionNotRun;
        UpdateEffect told = new UpdateEffect.Report(report, current.Id, passed ? null : result.Reason ?? InspectionReasons.NotRun);
        next = passed ? next : next with { LastFailure = result.Reason };
        return UpdateMachine.PassedRehearsal(current, policy, engine) || current.Format != ModelFormat.Onnx
            ? new(next, [told])
            : new(next, [told, new UpdateEffect.RehearseCurrent(current)]);
    }

    public static UpdateStep Rehearsed(SlotState state, UpdateEvent.CurrentRehearsed rehearsed, UpdatePolicy policy, string engine)
    {
        if (!UpdateMachine.IsCurrent(state, rehearsed.Release))
        {
            return new(state, []);
        }

        InstalledRelease current = state.Current! with { Rehearsal = rehearsed.Result };
        SlotState next = With(state, current);
        return UpdateMachine.PassedRehearsal(current, policy, engine) ? new(next, [new UpdateEffect.Report(UpdateReport.Rehearsed, current.Id, null)])
            : rehearsed.Result.Outcome == CheckOutcome.Failed ? Failed(next, UpdateReport.RehearsalFailed, rehearsed.Result.Reason, policy)
            : new(next with { LastFailure = rehearsed.Result.Reason }, [new UpdateEffect.Report(UpdateReport.RehearsalNotRun, current.Id, rehearsed.Result.Reason)]);
    }

    private static UpdateStep Failed(SlotState state, UpdateReport report, Reason? reason, UpdatePolicy policy)
    {
        SlotState next = state with { LastFailure = reason };
        UpdateEffect told = new UpdateEffect.Report(report, state.Current!.Id, reason);
        return policy.Enforce && UpdateMachine.RollBack(next) is UpdateStep back ? back with { Effects = [told, .. back.Effects] } : new(next, [told]);
    }

    private static SlotState With(SlotState state, InstalledRelease current) => state with
    {
        Current = current,
        Confirmed = state.Confirmed is not null && state.Confirmed.Id == current.Id ? current : state.Confirmed,
    };
}
