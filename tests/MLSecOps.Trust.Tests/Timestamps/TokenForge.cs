using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Trust.Tests.Timestamps;

/// <summary>Writes RFC 3161 tokens with any time and any authority.</summary>
internal sealed record TokenForge(X509Certificate2 Authority, byte[] Signature)
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    public DateTimeOffset Time { get; init; } = SamplePackage.Now.AddDays(-1);

    public HashAlgorithmName Imprint { get; init; } = HashAlgorithmName.SHA256;

    public bool WithCertificates { get; init; } = true;

    public IReadOnlyList<X509Certificate2> Intermediates { get; init; } = [];

    public string ContentType { get; init; } = TstInfo;

    /// <summary>The certificate that the token binds instead of the authority's; none when <see cref="Binds"/> is false.</summary>
    public X509Certificate2? Bound { get; init; }

    public bool Binds { get; init; } = true;

    public byte[] Build()
    {
        SignedCms cms = new(new ContentInfo(new Oid(ContentType), Info()));
        CmsSigner signer = new(Authority) { IncludeOption = WithCertificates ? X509IncludeOption.EndCertOnly : X509IncludeOption.None };
        foreach (X509Certificate2 intermediate in Intermediates)
        {
            signer.Certificates.Add(intermediate);
        }

        if (Binds)
        {
            signer.SignedAttributes.Add(new AsnEncodedData(SigningCertificateV2, Binding()));
        }

        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer, HashAlgorithmName digest)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(digest.Name switch { "SHA1" => CmsForge.Sha1, "SHA384" => CmsForge.Sha384, _ => CmsForge.Sha256 });
        }
    }

    private byte[] Info()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteObjectIdentifier("1.2.3.4.1");
            using (writer.PushSequence())
            {
                WriteAlgorithm(writer, Imprint);
                writer.WriteOctetString(CryptographicOperations.HashData(Imprint, Signature));
            }

            writer.WriteInteger(7);
            writer.WriteGeneralizedTime(Time, omitFractionalSeconds: true);
        }

        return writer.Encode();
    }

    private byte[] Binding()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteOctetString(SHA256.HashData((Bound ?? Authority).RawData));
        }

        return writer.Encode();
    }
}
