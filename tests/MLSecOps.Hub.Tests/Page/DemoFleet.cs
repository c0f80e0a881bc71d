using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>A small fleet in a real database: one device is good, one is tampered with, one went silent, one was never heard, one only observes.</summary>
internal static class DemoFleet
{
    public const string Good = "0116c3b8f04e7d52a96180e2d7f3a4b591";
    public const string Tampered = "017fa20c4e93d1685b0e47a8c2196df03e";
    public const string Silent = "0144d09e6b7c18f25390ae61d4bb07c852";
    public const string Unheard = "01e8315fa7029c4bd6417fe02b8c936da7";
    public const string Observing = "01b92e770d5a46c1f83e0a94d21c6b58f4";
    public const string Epoch = "5d1c0f6ae2b94783a1d4c9e07b2f6835";

    public static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 4, 31, TimeSpan.Zero);

    /// <summary>What the publisher signed.</summary>
    public static readonly Sha256Digest Signed = Sha256Digest.Of("signed"u8);

    /// <summary>What lies on the tampered device's disk.</summary>
    public static readonly Sha256Digest Changed = Sha256Digest.Of("changed"u8);

    public static readonly Sha256Digest Spotter17 = Sha256Digest.Of("spotter 17"u8);
    public static readonly Sha256Digest Defects4 = Sha256Digest.Of("defects 4"u8);

    /// <summary>What happened, oldest first, as a hub would have written it.</summary>
    public static IReadOnlyList<Change> Story { get; } =
    [
        new(Now.AddHours(-5), Good, "keyword-spotter", "release 17 (1.4.2) was confirmed", null, "notice"),
        new(Now.AddHours(-4), Tampered, "keyword-spotter", "release 17 (1.4.2) was confirmed", null, "notice"),
        new(Now.AddMinutes(-116), Silent, null, "no evidence came for 15 min", HubReasons.DeviceSilent.Code, "warning"),
        new(Now.AddMinutes(-31), Observing, "weld-defects", "release 4 (0.9.1) became current", null, "notice"),
        new(Now.AddSeconds(-199), Tampered, "keyword-spotter", "bytes on disk are not the signed ones", StoreReasons.ModelTampered.Code, "critical"),
        new(Now.AddSeconds(-198), Tampered, null, "verdict went from trusted to rejected", EvidenceReasons.ModelDigestMismatch.Code, "critical"),
    ];

    /// <summary>Number of the finding about the tampered model.</summary>
    public static long Fill(IHubStore store)
    {
        using IHubTransaction write = store.Begin();
        AddPackages(write);
        foreach (string ueid in (string[])[Good, Tampered, Silent, Unheard, Observing])
        {
            Enrol(write, ueid, Now.AddDays(ueid == Unheard ? -1 : -12));
        }

        PutGood(write);
        long finding = PutTampered(write);
        PutSilent(write);
        PutObserving(write);
        foreach (Change change in Story)
        {
            write.AddChange(change);
        }

        write.AddRollout(new Rollout(0, "keyword-spotter", Spotter17, 17, "1.4.2", Now.AddHours(-5), "acme operator 1", [Good, Tampered, Silent, Unheard]));
        foreach (string ueid in (string[])[Good, Tampered, Silent, Unheard])
        {
            write.PutDirective(new IssuedDirective(ueid, 3, Now.AddDays(7), "directive"u8.ToArray(), new Dictionary<string, string> { ["keyword-spotter"] = $"{Spotter17}" }));
        }

        write.Commit();
        return finding;
    }

    /// <summary>Enrols a device by a token, as the hub does.</summary>
    public static void Enrol(IHubTransaction write, string ueid, DateTimeOffset when)
    {
        Sha256Digest secret = Sha256Digest.Of(Encoding.UTF8.GetBytes(ueid));
        write.AddToken(new EnrolmentToken(secret, ueid, when.AddMinutes(-2), when.AddHours(1), "acme operator 1"));
        Assert.True(write.Redeem(secret, new Device(ueid, secret, [new byte[] { 0x30, 0 }], when, "acme operator 1")));
    }

    /// <summary>A model as evidence has it.</summary>
    public static ModelState Spotter(Sha256Digest onDisk) => new("keyword-spotter")
    {
        Verdict = onDisk == Signed ? Verdict.Trusted : Verdict.Rejected,
        Reason = onDisk == Signed ? null : EvidenceReasons.ModelDigestMismatch.Code,
        Release = 17,
        Version = "1.4.2",
        ManifestDigest = $"{Spotter17}",
        State = "confirmed",
        Floor = 17,
        ExpectedDigest = $"{Signed}",
        DiskDigest = $"{onDisk}",
    };

    /// <summary>Keeps evidence that answers a nonce, and gives its number.</summary>
    public static long AddEvidence(IHubTransaction write, string ueid, DateTimeOffset at, Verdict verdict, string? reason, string kind = "epoch") => write.AddEvidence(new StoredEvidence(
        0, ueid, at, "evidence"u8.ToArray(), "challenge"u8.ToArray(), kind, $"{Sha256Digest.Of(Encoding.UTF8.GetBytes(ueid + kind))}"["sha256:".Length..], "appraisal"u8.ToArray(), verdict, reason));

    /// <summary>Keeps a finding with its record at a place of the chain, and gives its number.</summary>
    public static long AddFinding(IHubTransaction write, string ueid, FindingRecord record, long sequence, DateTimeOffset at, int times = 1)
    {
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(record, TelemetryJson.Default.FindingRecord);
        write.AddRecord(new StoredRecord(
            ueid, Epoch, sequence, Sha256Digest.Of("before"u8), Sha256Digest.Of(payload.AsSpan(1)), RecordTypes.Finding, record.Severity, Sha256Digest.Of(payload), payload, at));
        return write.AddFinding(new Finding(0, ueid, record.Model, record.Reason, record.Severity, at)
        {
            Detail = record.Detail, Record = record, Epoch = Epoch, Sequence = sequence, LastSeen = at, Times = times,
        });
    }

    /// <summary>What the agent says when it finds the changed file.</summary>
    public static FindingRecord Tampering(string detail = "model.onnx changed on disk; found by the watch") => new(
        FindingRecord.SchemaName, "2026-11-24T12:01:12Z", "tampering-noticed", StoreReasons.ModelTampered.Code, "critical", "keyword-spotter", 17, $"{Spotter17}", detail,
        [new FindingFile("model.onnx", StoreReasons.ModelTampered.Code, $"{Signed}", $"{Changed}")]);

    private static void AddPackages(IHubTransaction write)
    {
        write.AddPackage(new StoredPackage(Spotter17, "keyword-spotter", 17, "1.4.2", 2_331_648, Signed, ["CN=acme publisher 1", "CN=acme publisher 2"], Now.AddHours(-6), "acme operator 1"));
        write.AddPackage(new StoredPackage(Defects4, "weld-defects", 4, "0.9.1", 18_204_160, Sha256Digest.Of("defects"u8), ["CN=acme publisher 1"], Now.AddDays(-11), "acme operator 1"));
    }

    private static void PutGood(IHubTransaction write)
    {
        DateTimeOffset at = Now.AddSeconds(-48);
        write.PutState(new DeviceState(Good)
        {
            Connected = true, LastSeen = Now.AddSeconds(-12), AgentVersion = "0.1.0", Hardware = "rpi5", Mode = "enforce", Verdict = Verdict.Trusted, VerdictSince = Now.AddHours(-5),
            Evidence = AddEvidence(write, Good, at, Verdict.Trusted, null), EvidenceAt = at,
            Acknowledged = new ChainPosition(Epoch, 61, Signed), Committed = new ChainPosition(Epoch, 61, Signed), Authenticated = new ChainPosition(Epoch, 61, Signed),
            Models = [Spotter(Signed), new("weld-defects") { Verdict = Verdict.Trusted, Release = 4, Version = "0.9.1", ManifestDigest = $"{Defects4}", State = "confirmed", Floor = 4, ExpectedDigest = $"{Sha256Digest.Of("defects"u8)}", DiskDigest = $"{Sha256Digest.Of("defects"u8)}" }],
        });
    }

    private static long PutTampered(IHubTransaction write)
    {
        DateTimeOffset at = Now.AddSeconds(-198);
        write.PutState(new DeviceState(Tampered)
        {
            Connected = true, LastSeen = Now.AddSeconds(-4), AgentVersion = "0.1.0", Hardware = "rpi5", Mode = "enforce", Verdict = Verdict.Rejected, Reason = EvidenceReasons.ModelDigestMismatch.Code,
            VerdictSince = at, Evidence = AddEvidence(write, Tampered, at, Verdict.Rejected, EvidenceReasons.ModelDigestMismatch.Code, "challenge"), EvidenceAt = at,
            Acknowledged = new ChainPosition(Epoch, 88, Signed), Committed = new ChainPosition(Epoch, 88, Signed), Authenticated = new ChainPosition(Epoch, 88, Signed),
            Models = [Spotter(Changed)],
        });
        long finding = AddFinding(write, Tampered, Tampering(), 88, Now.AddSeconds(-199), times: 2);
        return finding;
    }

    private static void PutSilent(IHubTransaction write)
    {
        DateTimeOffset at = Now.AddHours(-2).AddMinutes(-11);
        write.PutState(new DeviceState(Silent)
        {
            Connected = false, LastSeen = at, Died = at.AddSeconds(30), AgentVersion = "0.1.0", Hardware = "jetson-orin", Mode = "enforce", Verdict = Verdict.Trusted, VerdictSince = Now.AddDays(-3),
            Evidence = AddEvidence(write, Silent, at, Verdict.Trusted, null), EvidenceAt = at,
            Acknowledged = new ChainPosition(Epoch, 40, Signed), Models = [Spotter(Signed)],
        });
        write.AddFinding(new Finding(0, Silent, null, HubReasons.DeviceSilent.Code, "warning", Now.AddHours(-1).AddMinutes(-56)) { LastSeen = Now.AddMinutes(-1) });
    }

    private static void PutObserving(IHubTransaction write)
    {
        DateTimeOffset at = Now.AddMinutes(-2);
        write.PutState(new DeviceState(Observing)
        {
            Connected = true, LastSeen = at, AgentVersion = "0.1.0", Hardware = "x86-64", Mode = "observe", Verdict = Verdict.Inconclusive, Reason = EvidenceReasons.CheckNotRun.Code, VerdictSince = Now.AddDays(-2),
            Evidence = AddEvidence(write, Observing, at, Verdict.Inconclusive, EvidenceReasons.CheckNotRun.Code), EvidenceAt = at,
            Models = [new("weld-defects") { Verdict = Verdict.Inconclusive, Reason = EvidenceReasons.CheckNotRun.Code, Release = 4, Version = "0.9.1", ManifestDigest = $"{Defects4}", State = "current", Floor = 3, ExpectedDigest = $"{Sha256Digest.Of("defects"u8)}" }],
        });
    }
}
