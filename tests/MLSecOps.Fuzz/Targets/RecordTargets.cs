using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The kinds of records.</summary>
internal static class RecordTargets
{
    private const string Time = "2026-11-23T12:00:00Z";

    private static readonly string Digest = $"sha256:{SampleEvidence.Digest("x").Hex}";

    public static IEnumerable<FuzzTarget> All =>
    [
        new RecordTarget<BirthRecord>("record-birth", TelemetryJson.Default.BirthRecord, () => [new BirthRecord(BirthRecord.SchemaName, Time, 3, "0.1.0", "enforce", "rpi5", [])]),
        new RecordTarget<FindingRecord>("record-finding", TelemetryJson.Default.FindingRecord, Findings),
        new RecordTarget<EpochRecord>("record-epoch", TelemetryJson.Default.EpochRecord, () => [new EpochRecord(EpochRecord.SchemaName, Time, "first"), new EpochRecord(EpochRecord.SchemaName, Time, "torn", new string('e', 32), 42, Digest)]),
        new RecordTarget<DroppedRecord>("record-dropped", TelemetryJson.Default.DroppedRecord, () => [new DroppedRecord(DroppedRecord.SchemaName, Time, 1, 9, new Dictionary<string, long> { ["info"] = 8, ["warning"] = 1 })]),
    ];

    private static IEnumerable<FindingRecord> Findings() =>
    [
        new FindingRecord(FindingRecord.SchemaName, Time, "model-tampered", "MODEL_TAMPERED", "critical", "vision", 17, Digest, "one byte", [new FindingFile("model.onnx", "MODEL_TAMPERED", Digest, Digest)]),
        new FindingRecord(FindingRecord.SchemaName, Time, "watch-reduced", "WATCH_REDUCED", "warning"),
    ];
}
