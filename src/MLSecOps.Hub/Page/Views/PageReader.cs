using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Domain.Views;

namespace MLSecOps.Hub.Page.Views;

/// <summary>Reads the database into views. Only reads: the page steers nothing.</summary>
internal sealed class PageReader(IHubStore store, PageOptions options, TimeProvider time)
{
    private const int ChangesOnFirstScreen = 40;
    private const int ChangesOfStory = 200;
    private const int RolloutsShown = 100;

    public PageOptions Options => options;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>All devices, worst first.</summary>
    public IReadOnlyList<DeviceRow> Devices() => Devices(store.Findings(null, open: true, int.MaxValue));

    public FleetView Fleet(DeviceFilter filter, int part)
    {
        IReadOnlyList<Finding> open = store.Findings(null, open: true, int.MaxValue);

        // Nobody waits for a device that is out of use; its own page stays.
        IReadOnlyList<DeviceRow> devices = [.. Devices(open).Where(row => row.Device.Standing != DeviceStanding.Retired)];
        HashSet<string> critical = [.. open.Where(finding => finding.Severity == "critical").Select(finding => finding.Ueid)];
        DeviceRow[] suspected = [.. devices.Where(row => row.State.Verdict != Verdict.Rejected && critical.Contains(row.Ueid))];
        HashSet<string> named = [.. devices.Where(row => row.State.Verdict == Verdict.Rejected).Concat(suspected).Select(row => row.Ueid)];
        return new FleetView(
            Now, options.Window, devices, suspected, [.. open.Where(finding => named.Contains(finding.Ueid))],
            store.Changes(null, ChangesOnFirstScreen), Wellness(devices, open), filter, part)
        {
            TimeToDetect = DetectionTime.OfSilence(options.Window, options.Nonce),
            Alarmed = open.Where(finding => finding.Reason == HubReasons.DeviceSilent.Code).DistinctBy(finding => finding.Ueid).ToDictionary(finding => finding.Ueid, finding => finding.Opened),
        };
    }

    public DeviceView? Device(string ueid)
    {
        if (store.FindDevice(ueid) is not { } device)
        {
            return null;
        }

        DeviceState state = store.StateOf(ueid);
        FindingRow[] findings = [.. Rows(store.Findings(ueid, open: true, FindingsView.Most), state).OrderBy(row => Text.Sign.RankOfSeverity(row.Finding.Severity))];
        IssuedDirective? directive = store.FindDirective(ueid);
        StoredEvidence? evidence = state.Evidence is { } id ? store.FindEvidence(id) : null;
        return new DeviceView(
            Now, options.Window, new DeviceRow(device, state, Freshness(state), findings.Length) { Tpm = store.FindTpm(ueid) },
            evidence,
            Attest.AppraisalReading.Of(evidence),
            HubView.ChainOf(state),
            Models(state, directive),
            findings, store.Changes(ueid, ChangesOfStory));
    }

    /// <summary>Models of a device, in pairs with what is asked for.</summary>
    public IReadOnlyList<ModelRow> Models(DeviceRow row) => Models(row.State, store.FindDirective(row.Ueid));

    public FindingsView Findings(string show)
    {
        bool? open = show switch { "open" => true, "closed" => false, _ => null };
        IReadOnlyList<Finding> found = store.Findings(null, open, FindingsView.Most + 1);
        return new FindingsView(Now, show, FindingGroup.Of(Rows(found.Take(FindingsView.Most))), found.Count > FindingsView.Most);
    }

    /// <summary>Findings without groups, newest first.</summary>
    public IReadOnlyList<FindingRow> FindingRows(string? ueid, bool? open) => [.. Rows(store.Findings(ueid, open, int.MaxValue))];

    public FindingView? Finding(long id)
    {
        if (store.FindFinding(id) is not { } finding)
        {
            return null;
        }

        DeviceState state = store.StateOf(finding.Ueid);
        Finding[] elsewhere = [.. store.Findings(null, open: true, FindingsView.Most)
            .Where(other => other.Id != finding.Id && other.Ueid != finding.Ueid && other.Reason == finding.Reason && other.Model == finding.Model)];
        StoredRecord? record = finding is { Epoch: { } epoch, Sequence: { } sequence } ? store.FindRecord(finding.Ueid, epoch, sequence) : null;
        return new FindingView(Now, new FindingRow(finding, Authentication.Covers(state, finding)), state, Package(finding.Record?.ManifestDigest), record, elsewhere);
    }

    public IReadOnlyList<Change> Changes(string? ueid, int most) => store.Changes(ueid, most);

    public PackagesView Packages()
    {
        StoredBulletin? bulletin = store.NewestBulletin();
        return new PackagesView(
            [.. store.Packages().Select(package => new PackageRow(package, bulletin?.WithdrawalOf(package.Model, package.Release, package.Manifest)))],
            bulletin is null ? null : new HubPicture(store, options.Window, options.Nonce).Bulletin(bulletin, Now));
    }

    public IReadOnlyList<RolloutRow> Rollouts()
    {
        Dictionary<string, DeviceState> states = store.States().ToDictionary(state => state.Ueid, StringComparer.Ordinal);
        Dictionary<string, IssuedDirective> directives = store.Directives().ToDictionary(directive => directive.Ueid, StringComparer.Ordinal);
        ILookup<string, Finding> open = store.Findings(null, open: true, int.MaxValue).ToLookup(finding => finding.Ueid, StringComparer.Ordinal);
        StoredBulletin? bulletin = store.NewestBulletin();
        return [.. store.Rollouts(RolloutsShown).Select(rollout => Row(rollout, bulletin?.WithdrawalOf(rollout.Model, rollout.Release, rollout.Manifest)))];

        RolloutRow Row(Rollout rollout, Withdrawal? withdrawal) => new(
            rollout,
            [.. rollout.Devices.Select(ueid => RolloutRules.Of(rollout, states.GetValueOrDefault(ueid) ?? new DeviceState(ueid), [.. open[ueid]], directives.GetValueOrDefault(ueid), withdrawal))],
            withdrawal);
    }

    /// <summary>Counts for the frame: untrusted, unseen, open findings.</summary>
    public (int Untrusted, int Unseen, int Open) Counts()
    {
        HashSet<string> retired = [.. store.Devices().Where(device => device.Standing == DeviceStanding.Retired).Select(device => device.Ueid)];
        DeviceState[] states = [.. store.States().Where(state => !retired.Contains(state.Ueid))];
        return (
            states.Count(state => state.Verdict == Verdict.Rejected),
            states.Count(state => Freshness(state) != Domain.Devices.Freshness.Fresh),
            store.Findings(null, open: true, int.MaxValue).Count);
    }

    private HubWellness Wellness(IReadOnlyList<DeviceRow> devices, IReadOnlyList<Finding> open)
    {
        Finding[] gaps = [.. open.Where(finding => finding.Reason == HubReasons.RecordGap.Code)];
        return new HubWellness(
            store.Trouble(), options.Broker(), devices.Max(row => row.State.LastSeen),
            gaps.Select(gap => gap.Ueid).Distinct(StringComparer.Ordinal).Count(),
            gaps.Length == 0 ? null : gaps.Min(gap => gap.Opened), options.Started);
    }

    private IReadOnlyList<DeviceRow> Devices(IReadOnlyList<Finding> open)
    {
        ILookup<string, Finding> findings = open.ToLookup(finding => finding.Ueid, StringComparer.Ordinal);
        Dictionary<string, DeviceState> states = store.States().ToDictionary(state => state.Ueid, StringComparer.Ordinal);
        Dictionary<string, DeviceTpm> tpms = store.Tpms().ToDictionary(tpm => tpm.Ueid, StringComparer.Ordinal);
        return
        [
            .. store.Devices()
                .Select(device => (Device: device, State: states.GetValueOrDefault(device.Ueid) ?? new DeviceState(device.Ueid)))
                .Select(pair => new DeviceRow(pair.Device, pair.State, Freshness(pair.State), findings[pair.Device.Ueid].Count()) { Tpm = tpms.GetValueOrDefault(pair.Device.Ueid) })
                .OrderBy(row => row.Rank).ThenByDescending(row => row.OpenFindings).ThenBy(row => row.Ueid, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<FindingRow> Rows(IEnumerable<Finding> findings)
    {
        Dictionary<string, DeviceState> states = [];
        foreach (Finding finding in findings)
        {
            if (!states.TryGetValue(finding.Ueid, out DeviceState? state))
            {
                states[finding.Ueid] = state = store.StateOf(finding.Ueid);
            }

            yield return new FindingRow(finding, Authentication.Covers(state, finding));
        }
    }

    private static IEnumerable<FindingRow> Rows(IEnumerable<Finding> findings, DeviceState state) =>
        findings.Select(finding => new FindingRow(finding, Authentication.Covers(state, finding)));

    private IReadOnlyList<ModelRow> Models(DeviceState state, IssuedDirective? directive) =>
        [.. DesiredModels.Of(state, directive).Select(pair => new ModelRow(pair.Model, Package(pair.Model.ManifestDigest), Package(pair.Desired), pair.Desired))];

    private StoredPackage? Package(string? manifest) => Sha256Digest.TryParse(manifest, out Sha256Digest digest) ? store.FindPackage(digest) : null;

    private Freshness Freshness(DeviceState state) => FreshnessRule.Of(state, Now, options.Window);
}
