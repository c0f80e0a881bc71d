using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Rollouts;

/// <summary>Where a device of a rollout stands: judged by evidence and findings, never by what was sent to it.</summary>
public static class RolloutRules
{
    /// <summary>Nothing came of it yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>Evidence has the release, trusted.</summary>
    public const string Running = "running";

    /// <summary>The device refused it, or runs it and is not to be trusted, or is silent; or publishers withdrew the release.</summary>
    public const string Failed = "failed";

    /// <summary>A later rollout asks this device for another release of the model.</summary>
    public const string Superseded = "superseded";

    /// <summary>Judges one device.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="state">What is known of the device.</param>
    /// <param name="open">The device's open findings, newest first.</param>
    /// <param name="directive">The newest directive for it; null when none was signed.</param>
    /// <param name="withdrawal">Why the release may not run any more; null when nothing is against it.</param>
    public static RolloutDevice Of(Rollout rollout, DeviceState state, IReadOnlyList<Finding> open, IssuedDirective? directive, Withdrawal? withdrawal)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(open);
        ModelState? model = state.Models.FirstOrDefault(each => each.Model == rollout.Model);
        bool has = model?.ManifestDigest == $"{rollout.Manifest}";
        bool silent = open.Any(finding => finding.Reason == HubReasons.DeviceSilent.Code);
        if (withdrawal is null && has && !silent && model!.Verdict == Verdict.Trusted)
        {
            return new(state.Ueid, Running, null);
        }

        if (directive is not null && directive.Desired.TryGetValue(rollout.Model, out string? desired) && desired != $"{rollout.Manifest}")
        {
            return new(state.Ueid, Superseded, null);
        }

        if (withdrawal is not null)
        {
            // Whatever the device does now, no good can come of it: who waits need not wait, and who has it must not keep it.
            return new(state.Ueid, Failed, withdrawal.Reason.Code);
        }

        if (silent)
        {
            // What it ran when it was last heard is not known any more (design §12: silent devices count as failed).
            return new(state.Ueid, Failed, HubReasons.DeviceSilent.Code);
        }

        if (has && model!.Verdict == Verdict.Rejected)
        {
            return new(state.Ueid, Failed, model.Reason);
        }

        Finding[] about = [.. open.Where(finding => IsAbout(finding, rollout))];
        Finding? against = about.FirstOrDefault(finding => ReasonCatalogue.Find(finding.Reason)?.Class == ReasonClass.Rejected);
        return against is not null
            ? new(state.Ueid, Failed, against.Reason)
            : new(state.Ueid, Waiting, about.FirstOrDefault()?.Reason ?? (has ? model!.Reason : null));
    }

    // The device names the release where it can. Where it cannot (a directive that it refused), what it told since the start counts.
    private static bool IsAbout(Finding finding, Rollout rollout) => finding switch
    {
        { Model: null } => finding.LastSeen >= rollout.Started && finding.Reason.StartsWith("DIRECTIVE_", StringComparison.Ordinal),
        _ when finding.Model != rollout.Model => false,
        { Record.ManifestDigest: { } manifest } => manifest == $"{rollout.Manifest}",
        { Record.Release: { } release } => release == rollout.Release,
        _ => finding.LastSeen >= rollout.Started,
    };
}
