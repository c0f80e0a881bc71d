using MLSecOps.Cli.Tests.Attestation;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary>Documents of a hub with two devices, one package and one rollout.</summary>
internal static class SampleHub
{
    public const string Other = "01ffeeddccbbaa99887766554433221100";

    public static readonly string Manifest = "sha256:" + new string('b', 64);

    public static readonly HubModel Model = new(
        "spotter", "trusted", null, 17, "1.4.2", Manifest, "confirmed", 17, "sha256:" + new string('c', 64), "sha256:" + new string('c', 64), 17);

    public static readonly HubDevice Good = new(
        SampleFleet.Device, "trusted", null, "fresh", "enforce", true, "2026-11-23T09:00:00Z", "2026-11-23T09:00:05Z", "2026-11-20T10:00:00Z", "0.1.0", "rpi5", [], 0, [Model]);

    public static readonly HubDevice Bad = Good with
    {
        Ueid = Other,
        Verdict = "rejected",
        Reason = "MODEL_DIGEST_MISMATCH",
        Connected = false,
        OpenFindings = 1,
        Enforcement = "observe",
        Models = [Model with { Verdict = "rejected", Reason = "MODEL_DIGEST_MISMATCH", DiskDigest = "sha256:" + new string('d', 64), DesiredRelease = 18 }],
    };

    public static readonly HubFinding Finding = new(
        7, Other, "spotter", "MODEL_DIGEST_MISMATCH", "critical", "2026-11-23T08:59:00Z", null, null, "model.onnx", true, 17, [], "Find out who changed it.");

    public static readonly HubChange Change = new("2026-11-23T08:59:00Z", "spotter", "trusted became rejected", "MODEL_DIGEST_MISMATCH", "critical");

    public static readonly HubPackage Package = new("spotter", 17, "1.4.2", Manifest, 655_360, ["CN=acme publisher 1"], "2026-11-22T10:00:00Z", "acme operator 1");

    public static HubRollout Rollout(params string[] states) => new(
        7, "spotter", 17, "1.4.2", Manifest, "2026-11-23T08:00:00Z", "acme operator 1",
        [.. states.Select((state, index) => new RolloutDevice(index == 0 ? SampleFleet.Device : Other, state, state == "failed" ? "MODEL_DIGEST_MISMATCH" : null))]);

    /// <summary>A bulletin with this document that recalls the package.</summary>
    public static HubBulletin Bulletin(string digest) => new(
        3, digest, "2026-11-22T10:00:00Z", "2026-12-22T10:00:00Z", false, ["CN=acme publisher 1"], "2026-11-23T08:30:00Z", "acme operator 1",
        [new HubRecall("spotter", 17, Manifest, "deaf-in-rain", 16, 2)], [new HubLeastRelease("vision", 4, 1)], 5);

    public static readonly HubWithdrawal Withdrawal = new(
        "RELEASE_RECALLED", "deaf-in-rain", 16, 3, ["CN=acme publisher 1"], "2026-11-23T08:30:00Z", "acme operator 1");

    public static HubReply Devices(params HubDevice[] devices) => HubReply.Of(new HubDevices(devices), HubJson.Default.HubDevices);
}
