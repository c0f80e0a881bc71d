using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>What appraised evidence changes.</summary>
public static class EvidenceRules
{
    /// <summary>Takes evidence.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="evidence">What the appraisal came to.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="link">Finds the digest of a stored link of the device by epoch and number.</param>
    public static EvidenceStep Take(DeviceState state, Appraised evidence, IReadOnlyList<Finding> open, Func<string, long, Sha256Digest?> link)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(link);
        DateTimeOffset now = evidence.Received;
        if (evidence.Claims is null && evidence.Reason == EvidenceReasons.NonceExpired.Code)
        {
            // It came too late to prove anything, which is no sign against the device: how fresh it is, is another axis.
            return new(state, false, FindingRules.Notice(state.Ueid, null, EvidenceReasons.NonceExpired, null, open, now));
        }

        (EvidenceLine line, bool turnsAway, string detail) = evidence.Claims is { } claims ? LineRules.Judge(state, evidence, claims, link) : (EvidenceLine.GoesOn, false, string.Empty);
        if (line == EvidenceLine.Replayed)
        {
            return new(state, false, FindingRules.Notice(state.Ueid, null, HubReasons.EvidenceReplayed, detail, open, now));
        }

        DeviceState next = Next(state, evidence, turnsAway, link);
        return new(next, true, Against(line, state.Ueid, detail, open, now)
            .Then(ClockRule.Of(state.Ueid, evidence, open))
            .Then(Against(next, evidence, open))
            .Then(For(next, evidence, open))
            .Then(new FindingChanges([], [.. EvidenceStory.Of(state, next, now)])));
    }

    private static FindingChanges Against(EvidenceLine line, string ueid, string detail, IReadOnlyList<Finding> open, DateTimeOffset now) => line switch
    {
        EvidenceLine.Split => FindingRules.Notice(ueid, null, HubReasons.ChainFork, detail, open, now),
        EvidenceLine.Copied => FindingRules.Notice(ueid, null, ChainReasons.DeviceCloned, detail, open, now),
        _ => FindingChanges.None,
    };

    private static DeviceState Next(DeviceState state, Appraised evidence, bool turnsAway, Func<string, long, Sha256Digest?> link)
    {
        DeviceState next = state with
        {
            Verdict = evidence.Verdict,
            Reason = evidence.Verdict == Verdict.Trusted ? null : evidence.Reason,
            VerdictSince = evidence.Verdict == state.Verdict && state.VerdictSince is not null ? state.VerdictSince : evidence.Received,
            Evidence = evidence.Id,
            EvidenceAt = evidence.Received,
        };
        if (evidence.Claims is not { } claims)
        {
            // Nothing is known of the models any more than of the device.
            return next with { Models = [.. state.Models.Select(model => model with { Verdict = evidence.Verdict, Reason = evidence.Reason })] };
        }

        next = next with
        {
            Mode = claims.Mode,
            AgentVersion = claims.AgentVersion,
            InsecureOptions = claims.InsecureOptions,
            Committed = claims.Head,
            Memory = state.Memory with
            {
                Parted = turnsAway ? state.Committed : state.Memory.Parted,
                Boot = claims.Boot ?? state.Memory.Boot,
                BootBefore = claims.Boot is null || claims.Boot == state.Memory.Boot ? state.Memory.BootBefore : state.Memory.Boot,
            },
            Models = [.. claims.Models.OrderBy(model => model.Model, StringComparer.Ordinal)],
        };
        return Authentication.Renew(next, link(claims.Head.Epoch, claims.Head.Sequence));
    }

    // A model that the device itself told of already has its finding, with the files; the device's own is for what concerns no model.
    private static FindingChanges Against(DeviceState next, Appraised evidence, IReadOnlyList<Finding> open)
    {
        FindingChanges changes = FindingChanges.None;
        ModelState[] rejected = evidence.Claims is null ? [] : [.. next.Models.Where(model => model.Verdict == Verdict.Rejected)];
        foreach (ModelState model in rejected.Where(model => !open.Any(finding => finding.Model == model.Model && Endings.IsTampering(finding))))
        {
            string? detail = model.DiskDigest != model.ExpectedDigest ? $"expected {model.ExpectedDigest ?? "nothing known"}, found {model.DiskDigest ?? "nothing"}"
                : ChallengeReasons.All.Any(reason => reason.Code == model.Reason) ? model.Challenge : null;
            changes = changes.Then(FindingRules.NoticeOnce(next.Ueid, model.Model, ReasonOf(model.Reason), detail, open, evidence.Received));
        }

        return next.Verdict == Verdict.Rejected && !rejected.Any(model => model.Reason == next.Reason)
            ? changes.Then(FindingRules.NoticeOnce(next.Ueid, null, ReasonOf(next.Reason), null, open, evidence.Received))
            : changes;
    }

    private static FindingChanges For(DeviceState next, Appraised evidence, IReadOnlyList<Finding> open)
    {
        DateTimeOffset now = evidence.Received;
        FindingChanges heard = FindingRules.End(open.Where(finding => finding.Reason == HubReasons.DeviceSilent.Code), "evidence came", now);
        HashSet<string> trusted = [.. evidence.Claims is null ? [] : next.Models.Where(model => model.Verdict == Verdict.Trusted).Select(model => model.Model)];
        return heard
            .Then(FindingRules.End(open.Where(finding => finding.Model is { } model && trusted.Contains(model) && IsProvenOver(finding, evidence.Claims!.Head)), "evidence of it is trusted", now))
            .Then(next.Verdict != Verdict.Trusted ? FindingChanges.None : FindingRules.End(
                open.Where(finding => finding is { Model: null, Record: null } && IsOfDeviceAndOver(finding, next)), "evidence is trusted", now));
    }

    // A record after the head tells of something later than the evidence.
    private static bool IsProvenOver(Finding finding, ChainPosition head) =>
        finding.Record is null || (Endings.IsOnDisk(finding) && finding.Epoch == head.Epoch && finding.Sequence <= head.Sequence);

    private static bool IsOfDeviceAndOver(Finding finding, DeviceState next) =>
        EvidenceReasons.All.Any(reason => reason.Code == finding.Reason)
        || (finding.Reason == HubReasons.ChainEpochBreak.Code && next.Committed?.Epoch == next.Acknowledged?.Epoch);

    private static Reason ReasonOf(string? code) => (code is null ? null : ReasonCatalogue.Find(code)) ?? EvidenceReasons.CheckFailed;
}
