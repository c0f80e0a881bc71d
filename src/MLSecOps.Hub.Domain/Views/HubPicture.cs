using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Domain.Views;

/// <summary>Gathers from the database what <see cref="HubView"/> shows.</summary>
/// <param name="reads">The database.</param>
/// <param name="window">How long evidence counts as fresh.</param>
/// <param name="nonce">How long the fleet's nonce counts.</param>
public sealed class HubPicture(IHubReads reads, TimeSpan window, TimeSpan nonce)
{
    private const int MostChanges = 50;

    /// <summary>All devices, by UEID.</summary>
    public HubDevices Devices(DateTimeOffset now)
    {
        Dictionary<string, DeviceState> states = reads.States().ToDictionary(state => state.Ueid, StringComparer.Ordinal);
        Dictionary<string, IssuedDirective> directives = reads.Directives().ToDictionary(directive => directive.Ueid, StringComparer.Ordinal);
        IReadOnlyList<Finding> findings = reads.Findings(null, true, int.MaxValue);
        Dictionary<string, int> open = findings.CountBy(finding => finding.Ueid).ToDictionary(StringComparer.Ordinal);
        Dictionary<string, DeviceTpm> tpms = reads.Tpms().ToDictionary(tpm => tpm.Ueid, StringComparer.Ordinal);
        Dictionary<Sha256Digest, StoredPackage> packages = reads.Packages().ToDictionary(package => package.Manifest);
        return new([.. reads.Devices().Select(device => HubView.Of(
            device,
            states.GetValueOrDefault(device.Ueid) ?? new DeviceState(device.Ueid),
            open.GetValueOrDefault(device.Ueid),
            directives.GetValueOrDefault(device.Ueid),
            packages.GetValueOrDefault,
            now,
            window).With(tpms.GetValueOrDefault(device.Ueid)))])
        {
            Silence = new HubSilence(
                Seconds(window),
                Seconds(nonce),
                Seconds(DetectionTime.Look + DetectionTime.Round),
                Seconds(DetectionTime.OfSilence(window, nonce)),
                [.. findings.Where(finding => finding.Reason == HubReasons.DeviceSilent.Code).Select(finding => HubView.Of(finding, states.GetValueOrDefault(finding.Ueid) ?? new DeviceState(finding.Ueid)))]),
        };

        static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);
    }

    /// <summary>A device with its open findings and newest changes; null when it was never enrolled.</summary>
    public HubDeviceDetail? Device(string ueid, DateTimeOffset now)
    {
        if (reads.FindDevice(ueid) is not { } device)
        {
            return null;
        }

        DeviceState state = reads.StateOf(ueid);
        IReadOnlyList<Finding> open = reads.Findings(ueid, true, int.MaxValue);
        return new(
            HubView.Of(device, state, open.Count, reads.FindDirective(ueid), reads.FindPackage, now, window).With(reads.FindTpm(ueid)),
            [.. open.Select(finding => HubView.Of(finding, state))],
            [.. reads.Changes(ueid, MostChanges).Select(HubView.Of)],
            HubView.ChainOf(state));
    }

    /// <summary>Findings, newest first.</summary>
    /// <param name="ueid">Of one device; null for all.</param>
    /// <param name="open">Open ones only, closed ones only, or null for both.</param>
    /// <param name="most">At most so many.</param>
    public HubFindings Findings(string? ueid, bool? open, int most)
    {
        Dictionary<string, DeviceState> states = new(StringComparer.Ordinal);
        return new([.. reads.Findings(ueid, open, most).Select(finding => HubView.Of(finding, State(finding.Ueid)))]);

        DeviceState State(string device) => states.TryGetValue(device, out DeviceState? known) ? known : states[device] = reads.StateOf(device);
    }

    /// <summary>A finding; null when there is none.</summary>
    public HubFinding? Finding(long id) => reads.FindFinding(id) is { } finding ? HubView.Of(finding, reads.StateOf(finding.Ueid)) : null;

    /// <summary>All packages, by model and release.</summary>
    public HubPackages Packages()
    {
        StoredBulletin? bulletin = reads.NewestBulletin();
        return new([.. reads.Packages().Select(package => HubView.Of(package, bulletin))]);
    }

    /// <summary>Bulletins, newest first.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="now">The hub's clock.</param>
    public HubBulletins Bulletins(int most, DateTimeOffset now)
    {
        DeviceState[] inUse = InUse();
        return new([.. reads.Bulletins(most).Select(bulletin => HubView.Of(bulletin, inUse, now))]);
    }

    /// <summary>A bulletin.</summary>
    public HubBulletin Bulletin(StoredBulletin bulletin, DateTimeOffset now) => HubView.Of(bulletin, InUse(), now);

    /// <summary>Rollouts, newest first.</summary>
    public HubRollouts Rollouts(int most)
    {
        StoredBulletin? bulletin = reads.NewestBulletin();
        return new([.. reads.Rollouts(most).Select(rollout => Show(rollout, bulletin))]);
    }

    /// <summary>A rollout; null when there is none.</summary>
    public HubRollout? Rollout(long id) => reads.FindRollout(id) is { } rollout ? Show(rollout, reads.NewestBulletin()) : null;

    private DeviceState[] InUse()
    {
        HashSet<string> retired = [.. reads.Devices().Where(device => device.Standing == DeviceStanding.Retired).Select(device => device.Ueid)];
        return [.. reads.States().Where(state => !retired.Contains(state.Ueid))];
    }

    private HubRollout Show(Rollout rollout, StoredBulletin? bulletin)
    {
        Withdrawal? withdrawal = bulletin?.WithdrawalOf(rollout.Model, rollout.Release, rollout.Manifest);
        return HubView.Of(
            rollout,
            [.. rollout.Devices.Select(ueid => RolloutRules.Of(rollout, reads.StateOf(ueid), reads.Findings(ueid, true, int.MaxValue), reads.FindDirective(ueid), withdrawal))],
            withdrawal);
    }
}
