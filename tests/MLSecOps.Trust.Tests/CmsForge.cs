using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Trust.Tests;

/// <summary>Writes CMS SignedData field by field, independently of the product and of the platform's CMS, so that any single field can be wrong.</summary>
internal sealed record CmsForge(X509Certificate2 Signer, byte[] Content)
{
    public const string Data = "1.2.840.113549.1.7.1";
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    public const string ContentTypeAttribute = "1.2.840.113549.1.9.3";
    public const string MessageDigestAttribute = "1.2.840.113549.1.9.4";
    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
    public const string Sha384 = "2.16.840.1.101.3.4.2.2";

    public int Version { get; init; } = 1;

    public string OuterType { get; init; } = "1.2.840.113549.1.7.2";

    public string ContentType { get; init; } = Data;

    public byte[]? EmbeddedContent { get; init; }

    public IReadOnlyList<byte[]>? Certificates { get; init; }

    public string DigestOid { get; init; } = Sha256;

    /// <summary>The digestAlgorithms of SignedData; null lists those of the signers.</summary>
    public IReadOnlyList<string>? ListedDigests { get; init; }

    /// <summary>Encoded attributes; null makes content-type and message-digest.</summary>
    public IReadOnlyList<byte[]>? Attributes { get; init; }

    public bool WithoutAttributes { get; init; }

    /// <summary>Keeps the attributes in the given order instead of DER's.</summary>
    public bool UnsortedAttributes { get; init; }

    public string? SignatureOid { get; init; }

    public byte[]? SignatureParameters { get; init; }

    public int SignerVersion { get; init; } = 1;

    public bool ByKeyIdentifier { get; init; }

    public int Copies { get; init; } = 1;

    public byte[]? UnsignedAttributes { get; init; }

    public IReadOnlyList<CmsForge> CoSigners { get; init; } = [];

    /// <summary>Signs something else than the attributes.</summary>
    public byte[]? SignedInstead { get; init; }

    public RSASignaturePadding Padding { get; init; } = RSASignaturePadding.Pkcs1;

    public static byte[] Attribute(string oid, params byte[][] values)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSetOf())
            {
                foreach (byte[] value in values)
                {
                    writer.WriteEncodedValue(value);
                }
            }
        }

        return writer.Encode();
    }

    public static byte[] Oid(string oid)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    public static byte[] Octets(byte[] value)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        writer.WriteOctetString(value);
        return writer.Encode();
    }

    public byte[] ContentTypeValue(string oid = Data) => Attribute(ContentTypeAttribute, Oid(oid));

    public byte[] DigestValue(byte[]? content = null) => Attribute(MessageDigestAttribute, Octets(Hash(content ?? Content)));

    public byte[] Build()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(OuterType);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                WriteSignedData(writer);
            }
        }

        return writer.Encode();
    }

    /// <summary>The attributes as they are signed: DER of SET OF.</summary>
    public byte[] SignedBytes()
    {
        IReadOnlyList<byte[]> attributes = Attributes ?? [ContentTypeValue(), DigestValue()];
        AsnWriter writer = new(AsnEncodingRules.DER);
        if (UnsortedAttributes)
        {
            // A sequence keeps the order; only its tag differs.
            using (writer.PushSequence())
            {
                WriteAll(writer, attributes);
            }

            byte[] encoded = writer.Encode();
            encoded[0] = 0x31;
            return encoded;
        }

        using (writer.PushSetOf())
        {
            WriteAll(writer, attributes);
        }

        return writer.Encode();
    }

    private static void WriteAll(AsnWriter writer, IEnumerable<byte[]> values)
    {
        foreach (byte[] value in values)
        {
            writer.WriteEncodedValue(value);
        }
    }

    private void WriteSignedData(AsnWriter writer)
    {
        CmsForge[] signers = [.. Enumerable.Repeat(this, Copies), .. CoSigners];
        writer.WriteInteger(Version);
        using (writer.PushSetOf())
        {
            foreach (string digest in ListedDigests ?? [.. signers.Select(signer => signer.DigestOid).Distinct()])
            {
                WriteAlgorithm(writer, digest, null);
            }
        }

        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(ContentType);
            if (EmbeddedContent is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    writer.WriteOctetString(EmbeddedContent);
                }
            }
        }

        using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            WriteAll(writer, Certificates ?? [.. signers.Select(signer => signer.Signer.RawData).DistinctBy(Convert.ToHexString)]);
        }

        using (writer.PushSetOf())
        {
            foreach (CmsForge signer in signers)
            {
                signer.WriteSigner(writer);
            }
        }
    }

    private void WriteSigner(AsnWriter writer)
    {
        byte[] attributes = SignedBytes();
        using (writer.PushSequence())
        {
            writer.WriteInteger(SignerVersion);
            if (ByKeyIdentifier)
            {
                writer.WriteOctetString(
                    Signer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Span, new Asn1Tag(TagClass.ContextSpecific, 0));
            }
            else
            {
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(Signer.IssuerName.RawData);
                    writer.WriteInteger(Signer.SerialNumberBytes.Span);
                }
            }

            WriteAlgorithm(writer, DigestOid, null);
            if (!WithoutAttributes)
            {
                byte[] tagged = [.. attributes];
                tagged[0] = 0xa0;
                writer.WriteEncodedValue(tagged);
            }

            WriteAlgorithm(writer, SignatureOid ?? (Signer.GetECDsaPublicKey() is null ? "1.2.840.113549.1.1.1" : "1.2.840.10045.4.3." + (DigestOid == Sha384 ? 3 : 2)), SignatureParameters);
            writer.WriteOctetString(Sign(SignedInstead ?? (WithoutAttributes ? Content : attributes)));
            if (UnsignedAttributes is not null)
            {
                writer.WriteEncodedValue(UnsignedAttributes);
            }
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, string oid, byte[]? parameters)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (parameters is not null)
            {
                writer.WriteEncodedValue(parameters);
            }
        }
    }

    private byte[] Hash(byte[] content) => CryptographicOperations.HashData(Name, content);

    private HashAlgorithmName Name => DigestOid switch
    {
        Sha1 => HashAlgorithmName.SHA1,
        Sha384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA256,
    };

    private byte[] Sign(byte[] bytes) => Signer.GetECDsaPrivateKey() is { } ec
        ? ec.SignData(bytes, Name, DSASignatureFormat.Rfc3279DerSequence)
        : Signer.GetRSAPrivateKey()!.SignData(bytes, Name, Padding);
}
