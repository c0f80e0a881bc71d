using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Oms;

/// <summary>Reads an OMS bundle: a Sigstore bundle v0.3 with a DSSE envelope (OMS v1.0, 4; its JSON schemas), in today's form and that of producers from 0.3 on.</summary>
public static class OmsBundleParser
{
    internal const string MediaType = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>The only type of payload that an OMS bundle has.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>Reads the bundle.</summary>
    /// <param name="bundle">Untrusted.</param>
    public static Parsed<OmsBundle> Parse(ReadOnlyMemory<byte> bundle) =>
        OmsJson.Parse(bundle, Limits.OmsBundleBytes, "bundle", OmsReasons.BundleMalformed, Read);

    /// <summary>The bytes that a DSSE signature is over (DSSE v1, PAE).</summary>
    /// <param name="type">Type of the payload.</param>
    /// <param name="payload">The payload.</param>
    public static byte[] PreAuthenticationEncoding(string type, ReadOnlySpan<byte> payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];

    private static OmsBundle Read(OmsJson bundle)
    {
        if (bundle.Member("mediaType").Text() != MediaType)
        {
            throw bundle.Fault($"mediaType {MediaType}");
        }

        bundle.Only("mediaType", "verificationMaterial", "dsseEnvelope");
        OmsJson material = bundle.Member("verificationMaterial");
        material.Only("publicKey", "x509CertificateChain", "certificate", "tlogEntries", "timestampVerificationData");
        (OmsMethod method, List<ReadOnlyMemory<byte>> certificates) = ReadMaterial(material);
        List<ReadOnlyMemory<byte>> timestamps = [];
        foreach (OmsJson stamp in material.Find("timestampVerificationData")?.Find("rfc3161Timestamps")?.Items() ?? [])
        {
            if (timestamps.Count == Limits.TimestampTokens)
            {
                throw stamp.Fault($"at most {Limits.TimestampTokens} time-stamps");
            }

            timestamps.Add(stamp.Member("signedTimestamp").Base64());
        }

        OmsJson envelope = bundle.Member("dsseEnvelope");
        string type = envelope.Member("payloadType").Text();
        envelope.Only("payload", "payloadType", "signatures");
        IReadOnlyList<OmsJson> signatures = envelope.Member("signatures").Items();
        // With several, two verifiers could look at different ones.
        if (type != PayloadType || signatures.Count != 1)
        {
            throw envelope.Fault($"payloadType {PayloadType} and one signature");
        }

        signatures[0].Only("sig", "keyid");
        return new OmsBundle(method, certificates, timestamps, type, envelope.Member("payload").Base64(), signatures[0].Member("sig").Base64())
        {
            KeyHint = material.Find("publicKey")?.Find("hint")?.Text(),
        };
    }

    private static (OmsMethod Method, List<ReadOnlyMemory<byte>> Certificates) ReadMaterial(OmsJson material)
    {
        OmsJson? key = material.Find("publicKey"), chain = material.Find("x509CertificateChain"), certificate = material.Find("certificate");
        if ((key, chain, certificate) is (null, null, { }))
        {
            return (OmsMethod.Keyless, []);
        }

        if ((key, chain, certificate) is ({ } known, null, null))
        {
            return known.Find("hint") is not null || known.Find("rawBytes") is not null ? (OmsMethod.Key, []) : throw known.Fault("publicKey with a hint");
        }

        if ((key, chain, certificate) is not (null, { } path, null))
        {
            throw material.Fault("one of publicKey, x509CertificateChain and certificate");
        }

        path.Only("certificates");
        List<ReadOnlyMemory<byte>> certificates = [.. path.Member("certificates").Items().Take(Limits.CmsCertificates + 1).Select(Certificate)];
        return certificates.Count is > 0 and <= Limits.CmsCertificates ? (OmsMethod.Certificate, certificates) : throw path.Fault($"1 to {Limits.CmsCertificates} certificates");
    }

    private static ReadOnlyMemory<byte> Certificate(OmsJson item)
    {
        byte[] der = item.Member("rawBytes").Base64();
        item.Only("rawBytes");
        return der;
    }
}
