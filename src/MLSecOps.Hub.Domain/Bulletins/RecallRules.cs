using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Bulletins;

/// <summary>What a new bulletin changes about a device before the device itself says anything: what it was last known to run does not become untrusted only when it is heard again.</summary>
public static class RecallRules
{
    /// <summary>Why the release that a device was last known to run may not run any more; null when nothing is against it, or nothing is known.</summary>
    /// <param name="model">The model, from evidence.</param>
    /// <param name="bulletin">The bulletin in force; null when there is none.</param>
    public static Withdrawal? Of(ModelState model, StoredBulletin? bulletin)
    {
        ArgumentNullException.ThrowIfNull(model);
        return bulletin is not null && model.Release is { } release && Sha256Digest.TryParse(model.ManifestDigest, out Sha256Digest manifest)
            ? bulletin.WithdrawalOf(model.Model, release, manifest)
            : null;
    }

    /// <summary>Judges one device.</summary>
    /// <param name="state">What is known of it.</param>
    /// <param name="bulletin">The bulletin that has just come into force.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    /// <returns>The state after it, the same one when it concerns nothing that the device runs; and findings with lines for its story.</returns>
    public static (DeviceState State, FindingChanges Changes) Take(DeviceState state, StoredBulletin bulletin, IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(bulletin);
        ArgumentNullException.ThrowIfNull(open);
        (string Model, Withdrawal Withdrawal)[] withdrawn = [.. state.Models.Select(model => (model.Model, Of(model, bulletin))).Where(pair => pair.Item2 is not null).Select(pair => (pair.Model, pair.Item2!))];
        if (withdrawn.Length == 0)
        {
            return (state, FindingChanges.None);
        }

        FindingChanges changes = FindingChanges.None;
        foreach ((string model, Withdrawal withdrawal) in withdrawn)
        {
            changes = changes.Then(FindingRules.NoticeOnce(state.Ueid, model, withdrawal.RunningReason, withdrawal.Detail, open, now));
        }

        // A worse thing that evidence showed stays the reason.
        DeviceState next = state with
        {
            Models = [.. state.Models.Select(model => model.Verdict != Verdict.Rejected && Of(model, bulletin) is { } withdrawal
                ? model with { Verdict = Verdict.Rejected, Reason = withdrawal.RunningReason.Code }
                : model)],
        };
        if (state.Verdict == Verdict.Rejected)
        {
            return (next, changes);
        }

        Reason reason = withdrawn[0].Withdrawal.RunningReason;
        Change turn = new(now, state.Ueid, null, $"verdict {VerdictWords.Of(state.Verdict)} -> {VerdictWords.Of(Verdict.Rejected)}", reason.Code, Severity.Critical);
        return (next with { Verdict = Verdict.Rejected, Reason = reason.Code, VerdictSince = now }, changes.Then(new FindingChanges([], [turn])));
    }

    /// <summary>A line of a device's story: what its directive asked for was taken out.</summary>
    /// <param name="ueid">Which device.</param>
    /// <param name="model">Which model.</param>
    /// <param name="bulletin">The bulletin that has just come into force.</param>
    /// <param name="now">The hub's clock.</param>
    public static Change NotAsked(string ueid, string model, StoredBulletin bulletin, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(bulletin);
        return new(now, ueid, model, $"not asked any more to run what bulletin {bulletin.Version} withdraws", null, Severity.Notice);
    }
}
