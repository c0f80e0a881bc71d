using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests;

/// <summary>Small values for tests of rules.</summary>
internal static class Some
{
    public const string Ueid = "01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string Epoch = "11111111111111111111111111111111";
    public const string LaterEpoch = "22222222222222222222222222222222";
    public const string Model = "keyword-spotter";

    public static DateTimeOffset Noon { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static Sha256Digest Digest(string of) => Sha256Digest.Of(Encoding.UTF8.GetBytes(of));

    public static Device Device() => new(Ueid, Digest("key"), [], Noon, "operator 1");

    /// <summary>A chain as the device made it: each names the one before. The first tells why the epoch began.</summary>
    public static StoredRecord[] Chain(int length, string epoch = Epoch, EpochRecord? begins = null)
    {
        List<StoredRecord> chain = [];
        Sha256Digest previous = new(new byte[Sha256Digest.Size]);
        for (int sequence = 1; sequence <= length; sequence++)
        {
            byte[] payload = sequence == 1
                ? JsonSerializer.SerializeToUtf8Bytes(begins ?? new EpochRecord(EpochRecord.SchemaName, "2026-11-20T12:00:00Z", EpochCauses.First), TelemetryJson.Default.EpochRecord)
                : Encoding.UTF8.GetBytes($"payload {sequence}");
            chain.Add(Link(epoch, sequence, previous, sequence == 1 ? RecordTypes.Epoch : RecordTypes.Finding, payload));
            previous = chain[^1].Link;
        }

        return [.. chain];
    }

    /// <summary>The digest covers everything that the record's link covers, as the device's does.</summary>
    public static StoredRecord Link(string epoch, long sequence, Sha256Digest previous, string type, byte[] payload, string severity = "warning") => new(
        Ueid, epoch, sequence, previous, Digest($"{epoch} {sequence} {previous} {type} {severity} {Sha256Digest.Of(payload)}"), type, severity, Sha256Digest.Of(payload), payload, Noon);

    /// <summary>The same place, other words.</summary>
    public static StoredRecord Altered(StoredRecord record) => Link(record.Epoch, record.Sequence, record.Previous, record.Type, [0xFF]);

    public static ChainPosition Position(StoredRecord record) => new(record.Epoch, record.Sequence, record.Link);

    public static FindingRecord Told(
        string name = "tampering-noticed", string reason = "MODEL_TAMPERED", string severity = "critical", string? model = Model, string? detail = "model.onnx", params FindingFile[] files) =>
        new(FindingRecord.SchemaName, "2026-11-20T12:00:00Z", name, reason, severity, model, 17, $"{Digest("manifest")}", detail, files);

    public static UpdateRecord Step(string name, string? reason = null, string? model = Model) =>
        new(UpdateRecord.SchemaName, "2026-11-20T12:00:00Z", name, model!, "current", 17, $"{Digest("manifest")}", reason, "release 17");

    public static StoredRecord At(long sequence, string severity = "warning") =>
        Link(Epoch, sequence, Digest($"{sequence - 1}"), RecordTypes.Finding, [(byte)sequence], severity);

    public static Finding Open(string name, string reason, string? model = Model, long id = 1, long sequence = 5) => new(id, Ueid, model, reason, "error", Noon)
    {
        Record = Told(name, reason, model: model),
        Epoch = Epoch,
        Sequence = sequence,
        LastSeen = Noon,
    };

    public static Finding Noticed(string reason, string? model = null, long id = 1) => new(id, Ueid, model, reason, "warning", Noon) { LastSeen = Noon };

    public static StoredRecall Recall(string manifest, string? fallback = null) =>
        new(Model, new ReleaseId(17, Digest(manifest)), "deaf in the rain", fallback is null ? null : new ReleaseId(16, Digest(fallback)));

    public static StoredBulletin Bulletin(long version, params StoredRecall[] recalls) => new(
        Digest($"bulletin {version}"), version, Noon.AddDays(-1), Noon.AddDays(30), new byte[] { 1 }, recalls, new Dictionary<string, long>(), ["publisher 1"], Noon, "operator 1");
}
