using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

/// <summary>Evidence of an honest device with two models.</summary>
internal static class SampleEvidence
{
    public const string Device = "0100112233445566778899aabbccddeeff";

    public static readonly DateTimeOffset IssuedAt = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static readonly byte[] Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static readonly ReleaseId Release = new(17, Digest("manifest"));

    public static Sha256Digest Digest(string text) => Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes(text));

    public static Ueid Ueid(string text = Device) => Formats.Eat.Ueid.TryParse(text, out Ueid? ueid) ? ueid : throw new ArgumentException(text);

    public static ModelClaims Model { get; } = new(
        "vision",
        "1.4.2",
        Release,
        new DiskMeasurement(Digest("model"), IssuedAt.AddMinutes(-5)),
        UpdatePhase.Confirmed,
        17,
        [Digest("publisher")],
        [
            MeasurementResult.Of("inspection", CheckOutcome.NotRun),
            new MeasurementResult("rehearsal@suite-1", [new MeasuredCheck("vector-0", CheckOutcome.Passed), new MeasuredCheck("vector-1", CheckOutcome.Passed)]),
            MeasurementResult.Of("scrub", CheckOutcome.Passed),
        ]);

    public static EvidenceClaims Claims { get; } = new(
        Nonce,
        Ueid(),
        IssuedAt,
        3,
        new byte[16],
        "0.1.0",
        EvidenceMode.Enforce,
        new ChainHead(new ChainEpoch([.. Enumerable.Repeat((byte)0xe0, 16)]), 42, Digest("head")),
        Digest("agent"),
        "onnxruntime 1.31.1; worker 0.1.0; CPU; x86-64",
        Digest("configuration"),
        Digest("tls key"),
        [new CoverageGap("tpm", "EVIDENCE_SOFTWARE_KEYS")],
        [],
        [Model, Model with { Model = "sound", Disk = null, State = UpdatePhase.RolledBack, Floor = 0, Signers = [] }]);

    public static byte[] Write(EvidenceClaims claims) =>
        EvidenceWriter.Write(claims).Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}"));
}
