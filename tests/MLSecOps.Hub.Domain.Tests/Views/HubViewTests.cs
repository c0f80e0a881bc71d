using System.Text.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Views;

namespace MLSecOps.Hub.Domain.Tests.Views;

public sealed class HubViewTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly StoredPackage Package = new(Some.Digest("manifest"), Some.Model, 17, "1.4.2", 100, Some.Digest("file"), ["publisher 1"], Some.Noon, "operator 1");

    [Fact]
    public void A_device_of_which_nothing_came_is_inconclusive_never_and_unknown()
    {
        HubDevice device = HubView.Of(Some.Device(), new DeviceState(Some.Ueid), 0, null, Find, Some.Noon, Window);
        Assert.Equal(("inconclusive", "EVIDENCE_ABSENT", "never", "unknown", false), (device.Verdict, device.Reason, device.Freshness, device.Enforcement, device.Connected));
        Assert.Equal((null, null, "2026-11-20T12:00:00Z"), (device.EvidenceAt, device.LastSeen, device.Enrolled));
        Assert.Empty(device.Models);
    }

    [Fact]
    public void The_three_axes_stay_apart()
    {
        DeviceState state = new(Some.Ueid) { Verdict = Verdict.Trusted, Reason = "LEFT_OVER", Mode = "observe", EvidenceAt = Some.Noon.AddTicks(1), LastSeen = Some.Noon.AddHours(1) };
        HubDevice device = HubView.Of(Some.Device(), state, 3, null, Find, Some.Noon.AddHours(1), Window);
        Assert.Equal(("trusted", null, "stale", "observe", 3), (device.Verdict, device.Reason, device.Freshness, device.Enforcement, device.OpenFindings));
        Assert.Equal(("2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z"), (device.EvidenceAt, device.LastSeen));
    }

    [Fact]
    public void A_model_shows_what_it_runs_and_what_was_asked_for_and_one_that_is_missing_is_shown_as_unknown()
    {
        DeviceState state = new(Some.Ueid)
        {
            Models = [new ModelState(Some.Model) { Verdict = Verdict.Rejected, Reason = "MODEL_DIGEST_MISMATCH", Release = 16, Floor = 15, ExpectedDigest = "sha256:aa", DiskDigest = "sha256:bb" }],
        };
        Dictionary<string, string> desired = new() { [Some.Model] = $"{Package.Manifest}", ["absent"] = $"{Some.Digest("not pushed")}", ["broken"] = "no digest" };
        HubDevice device = HubView.Of(Some.Device(), state, 0, new IssuedDirective(Some.Ueid, 1, Some.Noon, default, desired), Find, Some.Noon, Window);
        Assert.Equal(["absent", "broken", Some.Model], device.Models.Select(model => model.Model));
        Assert.Equal((16L, 17L, "rejected", "MODEL_DIGEST_MISMATCH", "sha256:aa", "sha256:bb"), device.Models[2] is var has
            ? (has.Release, has.DesiredRelease, has.Verdict, has.Reason, has.ExpectedDigest, has.DiskDigest) : default);
        Assert.All(device.Models.Take(2), model => Assert.Equal(("inconclusive", "EVIDENCE_ABSENT", null, null), (model.Verdict, model.Reason, model.Release, model.DesiredRelease)));
    }

    [Fact]
    public void A_finding_says_what_to_do_and_whether_it_is_authenticated()
    {
        FindingFile file = new("model.onnx", "MODEL_TAMPERED", "sha256:aa", "sha256:bb");
        Finding finding = Some.Open("tampering-noticed", "MODEL_TAMPERED") with { Record = Some.Told(files: file) };
        HubFinding before = HubView.Of(finding, new DeviceState(Some.Ueid));
        Assert.Equal((false, StoreReasons.ModelTampered.Next, 17L), (before.Authenticated, before.Next, before.Release));
        Assert.Equal([file], before.Files);
        Assert.True(HubView.Of(finding, new DeviceState(Some.Ueid) { Authenticated = new ChainPosition(Some.Epoch, 5, Some.Digest("5")) }).Authenticated);
    }

    [Fact]
    public void What_the_hub_noticed_itself_is_authenticated() => Assert.True(HubView.Of(Some.Noticed("CHAIN_FORK"), new DeviceState(Some.Ueid)).Authenticated);

    [Fact]
    public void A_reason_of_a_newer_agent_has_a_next_step_too() => Assert.Contains("newer", HubView.Of(Some.Noticed("OF_A_NEWER_AGENT"), new DeviceState(Some.Ueid)).Next, StringComparison.Ordinal);

    [Fact]
    public void Everything_is_written_as_the_contract_says()
    {
        HubPackages packages = new([HubView.Of(Package, null)]);
        Assert.Equal(
            $$"""{"packages":[{"model":"keyword-spotter","release":17,"version":"1.4.2","manifest_digest":"{{Package.Manifest}}","size_bytes":100,"signers":["publisher 1"],"pushed":"2026-11-20T12:00:00Z","pushed_by":"operator 1","withdrawal":null}]}""",
            JsonSerializer.Serialize(packages, HubJson.Default.HubPackages));
        Assert.Equal(new HubChange("2026-11-20T12:00:00Z", null, "x", "R", "error"), HubView.Of(new Change(Some.Noon, Some.Ueid, null, "x", "R", "error")));
    }

    private static StoredPackage? Find(Sha256Digest manifest) => manifest == Package.Manifest ? Package : null;
}
