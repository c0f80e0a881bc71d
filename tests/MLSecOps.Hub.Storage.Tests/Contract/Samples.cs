using System.Text;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <summary>Values with every member set, so that one that gets lost on the way shows.</summary>
internal static class Samples
{
    public const string Ueid = "01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string Other = "01bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    public const string Epoch = "0123456789abcdef0123456789abcdef";

    public static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero);

    public static Sha256Digest Digest(string of) => Sha256Digest.Of(Encoding.UTF8.GetBytes(of));

    public static ReadOnlyMemory<byte> Bytes(string of) => Encoding.UTF8.GetBytes(of);

    public static EnrolmentToken Token(string secret = "secret", string ueid = Ueid) => new(Digest(secret), ueid, Noon, Noon.AddHours(1), "operator 1");

    public static Device Device(string ueid = Ueid, string key = "key") =>
        new(ueid, Digest(key), [Bytes("leaf"), Bytes("intermediate")], Noon.AddMinutes(1), "operator 1");

    public static DeviceKey Key(string key, DateTimeOffset? ended = null, KeyEnd? cause = null) =>
        new(Digest(key), Ueid, [Bytes("leaf"), Bytes("intermediate")], Noon.AddMinutes(5), ended, cause);

    public static IdevidBinding Idevid() => new(Digest("manufacturer"), Digest("idevid key"), Ueid, Noon.AddMinutes(6));

    public static DeviceTpm Tpm(string ueid = Ueid, string endorsement = "ek") =>
        new(ueid, Digest(endorsement), Bytes("attestation key"), "tpm-measured-boot", true, Noon.AddMinutes(7), new TpmReading(ulong.MaxValue, uint.MaxValue, 3)) { Certificates = [Bytes("ek certificate"), Bytes("maker")] };

    public static TpmChallenge TpmChallenge(string id = "aa", string ueid = Ueid) => new(id, Tpm(ueid) with { Clock = null }, Digest("sealed"), Noon.AddMinutes(8));

    public static StoredRevocationList RevocationList(long number) => new(number, Noon, Noon.AddDays(90), Bytes("list"));

    public static DeviceState State(string ueid = Ueid) => new(ueid)
    {
        Connected = true,
        BdSeq = 7,
        LastSeen = Noon.AddMinutes(2),
        Died = Noon.AddMinutes(-2),
        AgentVersion = "0.1.0",
        Hardware = "rpi5",
        Mode = "enforce",
        Verdict = Verdict.Rejected,
        Reason = "MODEL_DIGEST_MISMATCH",
        VerdictSince = Noon.AddMinutes(3),
        Evidence = 42,
        EvidenceAt = Noon.AddMinutes(4),
        Acknowledged = new ChainPosition(Epoch, 12, Digest("12")),
        Committed = new ChainPosition(Epoch, 11, Digest("11")),
        Authenticated = new ChainPosition(Epoch, 10, Digest("10")),
        InsecureOptions = ["insecure_skip", "insecure_other"],
        Memory = new ChainMemory
        {
            Boot = "aa",
            BootBefore = "bb",
            Parted = new ChainPosition(Epoch, 9, Digest("9")),
            WaitingEpoch = Epoch,
            WaitingSequence = 8,
            Doubted = new ChainPosition(Epoch, 7, Digest("7")),
        },
        Models =
        [
            new ModelState("keyword-spotter")
            {
                Verdict = Verdict.Trusted,
                Reason = "SOME_REASON",
                Release = 9_007_199_254_740_991,
                Version = "1.4.2",
                ManifestDigest = $"{Digest("manifest")}",
                State = "confirmed",
                Floor = 17,
                ExpectedDigest = $"{Digest("expected")}",
                DiskDigest = $"{Digest("disk")}",
            },
            new ModelState("other"),
        ],
    };

    public static StoredRecord Record(long sequence, string payload = "{}", string epoch = Epoch, string ueid = Ueid) => new(
        ueid, epoch, sequence, Digest($"{epoch} {sequence - 1}"), Digest($"{epoch} {sequence} {payload}"), RecordTypes.Finding, "critical", Digest(payload), Bytes(payload), Noon.AddSeconds(sequence));

    public static StoredEvidence Evidence(string nonce = "aa", Verdict verdict = Verdict.Rejected) =>
        new(0, Ueid, Noon, Bytes("message"), Bytes("challenge"), "epoch", nonce, Bytes("appraisal"), verdict, verdict == Verdict.Trusted ? null : "EVIDENCE_ABSENT");

    public static OpenChallenge Challenge(string nonce, string? ueid, int minute) =>
        new(nonce, ueid, Noon.AddMinutes(minute), Noon.AddMinutes(minute + 10), Bytes($"statement {nonce}"));

    public static Finding Finding(string ueid = Ueid, string? model = "keyword-spotter") => new(0, ueid, model, "MODEL_TAMPERED", "critical", Noon)
    {
        Detail = "model.onnx \u001b[31m",
        Record = new FindingRecord(
            FindingRecord.SchemaName, "2026-11-20T12:00:00Z", "tampering-noticed", "MODEL_TAMPERED", "critical", model, 17, $"{Digest("manifest")}", "detail",
            [new FindingFile("model.onnx", "MODEL_TAMPERED", $"{Digest("signed")}", $"{Digest("found")}")]),
        Epoch = Epoch,
        Sequence = 5,
        LastSeen = Noon.AddMinutes(1),
        Times = 3,
        Closed = Noon.AddMinutes(2),
        ClosedBy = "restored",
        Caused = Noon.AddMinutes(-1),
    };

    public static Change Change(string what, string ueid = Ueid) => new(Noon, ueid, "keyword-spotter", what, "MODEL_TAMPERED", "critical");

    public static StoredPackage Package(string model = "keyword-spotter", long release = 17, string manifest = "manifest") =>
        new(Digest(manifest), model, release, "1.4.2", 2_327_524, Digest("model file"), ["publisher 1", "publisher 2"], Noon, "operator 1");

    public static Rollout Rollout(params string[] devices) =>
        new(0, "keyword-spotter", Digest("manifest"), 17, "1.4.2", Noon, "operator 1", devices);

    public static IssuedDirective Directive(long sequence, string ueid = Ueid) =>
        new(ueid, sequence, Noon.AddDays(7), Bytes($"message {sequence}"), new Dictionary<string, string> { ["keyword-spotter"] = $"{Digest("manifest")}" });

    public static StoredBulletin Bulletin(long version) => new(
        Digest($"bulletin {version}"), version, Noon.AddDays(-1), Noon.AddDays(30), Bytes($"message {version}"),
        [
            new StoredRecall("keyword-spotter", new ReleaseId(17, Digest("manifest")), "deaf in the rain", new ReleaseId(16, Digest("before"))),
            new StoredRecall("vision", new ReleaseId(9_007_199_254_740_991, Digest("vision")), "blind at night", null),
        ],
        new Dictionary<string, long> { ["keyword-spotter"] = 16 }, ["publisher 1", "publisher 2"], Noon, "operator 1");

    /// <summary>Enrols devices: a record, a state or a directive is always that of one.</summary>
    public static void Enrol(this IHubStore store, params string[] ueids)
    {
        using IHubTransaction write = store.Begin();
        foreach (string ueid in ueids)
        {
            write.AddToken(Token(ueid, ueid));
            Assert.True(write.Redeem(Digest(ueid), Device(ueid)));
        }

        write.Commit();
    }

    /// <summary>One transaction.</summary>
    public static T Write<T>(this IHubStore store, Func<IHubTransaction, T> change)
    {
        using IHubTransaction write = store.Begin();
        T result = change(write);
        write.Commit();
        return result;
    }

    /// <summary>One transaction.</summary>
    public static void Write(this IHubStore store, Action<IHubTransaction> change) => store.Write(write =>
    {
        change(write);
        return 0;
    });
}
