using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Domain.Views;

/// <summary>What the hub knows, as its interface says it. Page, interface and command line all show these, so they agree.</summary>
public static class HubView
{
    private const string NextUnknown = "Look at the device's journal: its agent is newer than this hub and knows a reason that the hub does not.";

    /// <summary>A device.</summary>
    /// <param name="device">Who.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="openFindings">How many findings of it are open.</param>
    /// <param name="directive">The newest directive for it; null when none was signed.</param>
    /// <param name="package">Finds a package by its manifest; null when the hub does not have it.</param>
    /// <param name="now">The hub's clock.</param>
    /// <param name="window">How long evidence counts as fresh.</param>
    public static HubDevice Of(
        Device device, DeviceState state, int openFindings, IssuedDirective? directive, Func<Sha256Digest, StoredPackage?> package, DateTimeOffset now, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(package);
        return new(
            device.Ueid,
            VerdictWords.Of(state.Verdict),
            state.Verdict == Verdict.Trusted ? null : state.Reason ?? EvidenceReasons.NoEvidence.Code,
            FreshnessRule.Word(FreshnessRule.Of(state, now, window)),
            state.Mode ?? "unknown",
            state.Connected,
            Time(state.EvidenceAt),
            Time(state.LastSeen),
            Timestamp.Of(device.Enrolled),
            state.AgentVersion,
            state.Hardware,
            state.InsecureOptions,
            openFindings,
            Models(state, directive, package),
            DeviceStandingWords.Of(device.Standing));
    }

    /// <summary>The same with the TPM that is bound to it; null when none is.</summary>
    public static HubDevice With(this HubDevice device, DeviceTpm? tpm)
    {
        ArgumentNullException.ThrowIfNull(device);
        return tpm is null ? device : device with { Tier = tpm.Tier, TpmMakerProven = tpm.MakerProven };
    }

    /// <summary>A finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="state">What is known of its device.</param>
    public static HubFinding Of(Finding finding, DeviceState state)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new(
            finding.Id,
            finding.Ueid,
            finding.Model,
            finding.Reason,
            finding.Severity,
            Timestamp.Of(finding.Opened),
            Time(finding.Closed),
            finding.ClosedBy,
            finding.Detail,
            Authentication.Covers(state, finding),
            finding.Record?.Release,
            finding.Record?.Files ?? [],
            ReasonCatalogue.Find(finding.Reason)?.Next ?? NextUnknown)
        {
            Caused = Time(finding.Caused),
            TimeToDetectMs = finding.Caused is { } caused ? (long)(finding.Opened - caused).TotalMilliseconds : null,
        };
    }

    /// <summary>How far a device's chain has come; null before its first record was acknowledged.</summary>
    public static HubChain? ChainOf(DeviceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Acknowledged is { } last
            ? new(last.Epoch, last.Sequence, last.Digest.ToString(), state.Authenticated is { } own && own.Epoch == last.Epoch ? own.Sequence : null)
            : null;
    }

    /// <summary>A line of a device's story.</summary>
    public static HubChange Of(Change change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new(Timestamp.Of(change.Time), change.Model, change.What, change.Reason, change.Severity);
    }

    /// <summary>A package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="bulletin">The bulletin in force; null when there is none.</param>
    public static HubPackage Of(StoredPackage package, StoredBulletin? bulletin)
    {
        ArgumentNullException.ThrowIfNull(package);
        return new(
            package.Model, package.Release, package.Version, $"{package.Manifest}", package.SizeBytes, package.Signers, Timestamp.Of(package.Pushed), package.PushedBy)
        {
            Withdrawal = Of(bulletin?.WithdrawalOf(package.Model, package.Release, package.Manifest)),
        };
    }

    /// <summary>A rollout.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="devices">Where each of its devices stands, by <see cref="RolloutRules"/>.</param>
    /// <param name="withdrawal">Why its release may not run any more; null when nothing is against it.</param>
    public static HubRollout Of(Rollout rollout, IReadOnlyList<RolloutDevice> devices, Withdrawal? withdrawal)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return new(
            rollout.Id, rollout.Model, rollout.Release, rollout.Version, $"{rollout.Manifest}", Timestamp.Of(rollout.Started), rollout.StartedBy, devices)
        {
            Withdrawal = Of(withdrawal),
        };
    }

    /// <summary>A bulletin.</summary>
    /// <param name="bulletin">The bulletin.</param>
    /// <param name="inUse">What is known of each device that is in use.</param>
    /// <param name="now">The hub's clock.</param>
    public static HubBulletin Of(StoredBulletin bulletin, IReadOnlyList<DeviceState> inUse, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(bulletin);
        ArgumentNullException.ThrowIfNull(inUse);
        return new(
            bulletin.Version,
            $"{bulletin.Document}",
            Timestamp.Of(bulletin.Issued),
            Timestamp.Of(bulletin.Expires),
            bulletin.IsFrozen(now),
            bulletin.Signers,
            Timestamp.Of(bulletin.Posted),
            bulletin.PostedBy,
            [.. bulletin.Recalls.Select(recall => new HubRecall(
                recall.Model, recall.Id.Release, $"{recall.Id.Manifest}", recall.Why, recall.Fallback?.Release, Running(inUse, recall.Model, model => model.ManifestDigest == $"{recall.Id.Manifest}")))],
            [.. bulletin.LeastReleases.OrderBy(least => least.Key, StringComparer.Ordinal).Select(least => new HubLeastRelease(
                least.Key, least.Value, Running(inUse, least.Key, model => model.Release < least.Value)))],
            inUse.Count);
    }

    private static HubWithdrawal? Of(Withdrawal? withdrawal) => withdrawal is null ? null : new(
        withdrawal.Reason.Code,
        withdrawal.Why,
        withdrawal.Fallback?.Release,
        withdrawal.Bulletin.Version,
        withdrawal.Bulletin.Signers,
        Timestamp.Of(withdrawal.Bulletin.Posted),
        withdrawal.Bulletin.PostedBy);

    private static int Running(IReadOnlyList<DeviceState> states, string name, Func<ModelState, bool> fits) =>
        states.Count(state => state.Models.Any(model => model.Model == name && fits(model)));

    private static HubModel[] Models(DeviceState state, IssuedDirective? directive, Func<Sha256Digest, StoredPackage?> package) =>
        [.. DesiredModels.Of(state, directive).Select(pair => Of(pair.Model, Sha256Digest.TryParse(pair.Desired, out Sha256Digest manifest) ? package(manifest) : null))];

    private static HubModel Of(ModelState model, StoredPackage? desired) => new(
        model.Model,
        VerdictWords.Of(model.Verdict),
        model.Verdict == Verdict.Trusted ? null : model.Reason ?? EvidenceReasons.NoEvidence.Code,
        model.Release,
        model.Version,
        model.ManifestDigest,
        model.State,
        model.Floor,
        model.ExpectedDigest,
        model.DiskDigest,
        desired?.Release,
        model.Challenge);

    private static string? Time(DateTimeOffset? time) => time is { } value ? Timestamp.Of(value) : null;
}
