using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;

namespace MLSecOps.Formats.Tests.Attestation;

/// <summary>One honest message of each kind; signatures are none.</summary>
internal static class AttestationSamples
{
    private static readonly DateTimeOffset Now = SampleEvidence.IssuedAt;

    public static byte[] Evidence { get; } = SampleEvidence.Write(SampleEvidence.Claims with
    {
        Models =
        [
            SampleEvidence.Model with
            {
                HandedOut = [new HandedOut(SampleEvidence.Digest("model"), SampleEvidence.Release.Manifest, SampleEvidence.Digest("program"), "/system.slice/inspection.service", Now, 1)],
            },
            SampleEvidence.Claims.Models[1] with { HandedOut = [new HandedOut(SampleEvidence.Digest("model"), SampleEvidence.Release.Manifest, null, null, Now, 0)] },
        ],
    });

    public static byte[] Result { get; } = EarWriter.Write(new Ear(
        Now, Now.AddMinutes(10), new EarVerifier("mlsec", "mlsec-hub 0.1.0"), SampleEvidence.Nonce, SampleEvidence.Ueid(),
        [new EarSubmodule("model/vision", TrustTier.Warning, new TrustVector([new(TrustAspect.Executables, 33)]), ["urn:p"], [new EarExplanation(TrustAspect.Executables, 33, "manifest_sha256", "MODEL_RELEASE_UNKNOWN", "a known release", null)])])
    {
        Evidence = SampleEvidence.Digest("evidence"),
    }).Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}"));

    public static byte[] Challenge { get; } = ChallengeCodec.Encode(new Challenge(SampleEvidence.Nonce, Now, Now.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid()));

    public static byte[] Acknowledgement { get; } = ChainHeadCodec.Encode(SampleEvidence.Claims.Chain);

    public static byte[] Link { get; } = ChainLink.First(SampleEvidence.Claims.Chain.Epoch, "mlsec.finding.v1", "warning", SampleEvidence.Digest("payload")).Encode();

    public static byte[] Signed { get; } = CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader(new byte[32], null), [], Evidence, new byte[64]);

    public static byte[] Token { get; } = DiagnosticNotation.ToCbor("{10: h'948f8860d13a463e', 6: 1526542894, 256: h'0198f50a4ff6c05861c8860d13a638ea', 262: true, 266: {\"os\": {270: \"Acme OS\", 271: [\"3.1.4\", 16384]}}}");

    public static byte[] Psa { get; } = DiagnosticNotation.ToCbor(
        $"{{265: \"tag:psacertified.org,2023:psa#tfm\", 10: {Hash}, 256: h'01{new string('2', 64)}', 2394: -1, 2395: 12288, 2396: {Hash}, 2399: [{{2: {Hash}, 5: {Hash}}}]}}");

    public static byte[] Corim { get; } = DiagnosticNotation.ToCbor(
        $"501({{0: \"id\", 1: [506(<<{{1: {{0: \"tag\"}}, 4: {{0: [[{{0: {{1: \"ACME\"}}}}, [{{1: {{2: [[1, {Hash}]]}}}}]]]}}}}>>)]}})");

    public static byte[] Component { get; } = DiagnosticNotation.ToCbor($"{{1: [\"boot loader\", [\"1.2.3\", 16384]], 2: [\"sha-256\", {Hash}], 4: h'0000000000000101'}}");

    public static byte[] Messages { get; } = DiagnosticNotation.ToCbor("{\"a\": [\"application/vnd.a\", h'61'], \"b\": [263, h'62', 4]}");

    public static byte[] Json { get; } = Encoding.UTF8.GetBytes(
        """{"eat_profile":"tag:github.com,2023:veraison/ear","iat":1,"ear.verifier-id":{"developer":"d","build":"b"},"submods":{"PSA":{"ear.status":"warning","ear.trustworthiness-vector":{"executables":33}}}}""");

    /// <summary>All kinds that the generic reader knows.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> All { get; } =
    [
        ("evidence", Evidence), ("result", Result), ("challenge", Challenge), ("acknowledgement", Acknowledgement), ("link", Link), ("signed", Signed),
        ("token", Token), ("psa", Psa), ("corim", Corim), ("component", Component), ("messages", Messages), ("json", Json),
    ];

    private static string Hash => $"h'{new string('a', 64)}'";
}
