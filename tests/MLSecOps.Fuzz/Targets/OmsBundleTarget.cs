using System.Text.Json;

using MLSecOps.Formats;
using MLSecOps.Formats.Oms;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust.Tests.Timestamps;

namespace MLSecOps.Fuzz.Targets;

/// <summary>OMS bundles. What is accepted is, to the platform's strict reader, a bundle with the same payload and one signature, the same; certificates only by the method that has them.</summary>
internal sealed class OmsBundleTarget : FuzzTarget
{
    public override string Name => "oms-bundle";

    public override IGrammar Grammar { get; } = new JsonGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(OmsBundleParser.Parse(input), bundle => Check(input, bundle));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] statement = OmsStatementTarget.Statement("files", ("model.onnx", "00"), ("weights/0.bin", "01"));
        string certificate = Convert.ToBase64String(ThrowAwayKeys.Publisher.RawData), root = Convert.ToBase64String(ThrowAwayKeys.Root.Anchor);
        string token = Convert.ToBase64String(new TokenForge(ThrowAwayKeys.Stamper, [1]).Build());
        yield return ("valid-key", Bundle(statement, """{"publicKey":{"hint":"seed"},"tlogEntries":[]}"""));
        yield return ("valid-certificate", Bundle(statement, $$"""{"x509CertificateChain":{"certificates":[{"rawBytes":"{{certificate}}"},{"rawBytes":"{{root}}"}]},"tlogEntries":[]}"""));
        yield return ("valid-stamped", Bundle(statement, $$"""{"publicKey":{"hint":"seed"},"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"{{token}}"}]} }"""));
        yield return ("valid-keyless", Bundle(statement, $$"""{"certificate":{"rawBytes":"{{certificate}}" },"tlogEntries":[]}"""));
        yield return ("two-methods", Bundle(statement, $$"""{"publicKey":{"hint":"seed"},"certificate":{"rawBytes":"{{certificate}}" } }"""));
    }

    private static byte[] Bundle(byte[] statement, string material) => System.Text.Encoding.ASCII.GetBytes($$"""
        {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{{material}},
         "dsseEnvelope":{"payload":"{{Convert.ToBase64String(statement)}}","payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"MAYCAQECAQE=","keyid":""}]} }
        """);

    private static void Check(ReadOnlyMemory<byte> input, OmsBundle bundle)
    {
        BrokenInvariantException.Unless(input.Length <= Limits.OmsBundleBytes && bundle.Timestamps.Count <= Limits.TimestampTokens, "limits of a bundle");
        BrokenInvariantException.Unless(bundle.Certificates.Count <= Limits.CmsCertificates && bundle.Certificates.Count > 0 == (bundle.Method == OmsMethod.Certificate), "certificates by the method that has them");
        using JsonDocument other = JsonDocument.Parse(input, new JsonDocumentOptions { AllowDuplicateProperties = false });
        JsonElement envelope = other.RootElement.GetProperty("dsseEnvelope");
        BrokenInvariantException.Unless(envelope.GetProperty("signatures").GetArrayLength() == 1, "one signature");
        BrokenInvariantException.UnlessSame(Decode(envelope.GetProperty("payload")), bundle.Payload.Span, "the payload as the platform reads it");
        BrokenInvariantException.UnlessSame(Decode(envelope.GetProperty("signatures")[0].GetProperty("sig")), bundle.Signature.Span, "the signature as the platform reads it");
    }

    private static byte[] Decode(JsonElement text) => Convert.FromBase64String(text.GetString()!.Replace('-', '+').Replace('_', '/'));
}
