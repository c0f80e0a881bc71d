using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Trust.Tests.Revocation;

/// <summary>Writes a CertificateList field by field, independently of the product and of the platform's builder.</summary>
internal sealed record CrlForge(X509Certificate2 Issuer)
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";

    public int? Version { get; init; } = 1;

    public int? Number { get; init; } = 1;

    public DateTimeOffset ThisUpdate { get; init; } = SamplePackage.Now.AddDays(-1);

    public DateTimeOffset? NextUpdate { get; init; } = SamplePackage.Now.AddDays(30);

    public IReadOnlyList<X509Certificate2> Revoked { get; init; } = [];

    /// <summary>Encoded extensions of each entry.</summary>
    public IReadOnlyList<byte[]> EntryExtensions { get; init; } = [];

    /// <summary>Encoded extensions beside the number.</summary>
    public IReadOnlyList<byte[]> Extensions { get; init; } = [];

    public string InnerAlgorithm { get; init; } = EcdsaSha256;

    /// <summary>Signs instead of the issuer.</summary>
    public X509Certificate2? SignedBy { get; init; }

    public static byte[] Extension(string oid, bool critical, byte[] value)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
            {
                writer.WriteBoolean(true);
            }

            writer.WriteOctetString(value);
        }

        return writer.Encode();
    }

    public byte[] Build()
    {
        byte[] signed = Signed();
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(signed);
            WriteAlgorithm(writer, EcdsaSha256);
            using ECDsa key = (SignedBy ?? Issuer).GetECDsaPrivateKey()!;
            writer.WriteBitString(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
        }
    }

    private static void WriteAll(AsnWriter writer, IReadOnlyList<byte[]> values)
    {
        using (writer.PushSequence())
        {
            foreach (byte[] value in values)
            {
                writer.WriteEncodedValue(value);
            }
        }
    }

    private static byte[] Integer(int number)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteInteger(number);
        return writer.Encode();
    }

    private byte[] Signed()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (Version is { } version)
            {
                writer.WriteInteger(version);
            }

            WriteAlgorithm(writer, InnerAlgorithm);
            writer.WriteEncodedValue(Issuer.SubjectName.RawData);
            writer.WriteUtcTime(ThisUpdate);
            if (NextUpdate is { } next)
            {
                writer.WriteUtcTime(next);
            }

            if (Revoked.Count > 0)
            {
                WriteEntries(writer);
            }

            List<byte[]> extensions = [.. Extensions];
            if (Number is { } number)
            {
                extensions.Insert(0, Extension("2.5.29.20", false, Integer(number)));
            }

            if (extensions.Count > 0)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    WriteAll(writer, extensions);
                }
            }
        }

        return writer.Encode();
    }

    private void WriteEntries(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            foreach (X509Certificate2 certificate in Revoked)
            {
                using (writer.PushSequence())
                {
                    writer.WriteInteger(certificate.SerialNumberBytes.Span);
                    writer.WriteUtcTime(ThisUpdate);
                    if (EntryExtensions.Count > 0)
                    {
                        WriteAll(writer, EntryExtensions);
                    }
                }
            }
        }
    }
}
