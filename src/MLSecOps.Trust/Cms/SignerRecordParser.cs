using System.Formats.Asn1;
using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;

namespace MLSecOps.Trust.Cms;

/// <summary>Reads one SignerInfo (RFC 5652, 5.3) and demands signed attributes in their only safe shape.</summary>
/// <remarks>
/// Signed attributes must be there: without them, DER(SET OF attributes) of a true signature could be presented as content. Exactly
/// one content-type (that of the content) and one message-digest, each with one value; no type twice; sorted as DER, because the signature is
/// over the DER encoding and an unsorted one would leave open which bytes were signed.
/// </remarks>
internal static class SignerRecordParser
{
    private const byte SetOfTag = 0x31;

    /// <param name="info">Inside the SignerInfo.</param>
    /// <param name="type">The content type that the attribute must state.</param>
    public static SignerRecord Parse(ref DerReader info, string type)
    {
        int versionAt = info.Offset;
        int version = info.SmallInteger("SignerInfo.version");
        byte[]? issuer = null, serial = null, keyIdentifier = null;
        if (info.Is(DerReader.Context(0, false)))
        {
            keyIdentifier = info.OctetString("subjectKeyIdentifier", DerReader.Context(0, false)).ToArray();
        }
        else
        {
            DerReader name = info.Sequence("issuerAndSerialNumber");
            issuer = name.Encoded("issuer").ToArray();
            serial = name.IntegerBytes("serialNumber").ToArray();
            name.End("issuerAndSerialNumber");
        }

        if (version != (keyIdentifier is null ? 1 : 3))
        {
            throw info.Fault(versionAt, "SignerInfo.version 1 with issuer and serial number, 3 with key identifier");
        }

        HashAlgorithmName digest = SignatureScheme.ReadDigest(ref info);
        if (!info.Is(DerReader.Context(0)))
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.AttributesMissing, info.Offset, "signedAttrs"));
        }

        Dictionary<string, ReadOnlyMemory<byte>> bindings = [];
        (byte[] attributes, byte[] messageDigest) = ParseAttributes(ref info, digest, type, bindings);
        SignatureScheme scheme = SignatureScheme.Read(ref info, digest);
        byte[] signature = info.OctetString("signature").ToArray();
        List<ReadOnlyMemory<byte>> timestamps = [];
        if (info.Is(DerReader.Context(1)))
        {
            ReadUnsigned(ref info, timestamps);
        }

        info.End("SignerInfo");
        return new SignerRecord(Memory(issuer), Memory(serial), Memory(keyIdentifier), digest, scheme, messageDigest, attributes, signature) { Timestamps = timestamps, Bindings = bindings };
    }

    private static (byte[] SetOf, byte[] MessageDigest) ParseAttributes(ref DerReader info, HashAlgorithmName digest, string wanted, Dictionary<string, ReadOnlyMemory<byte>> bindings)
    {
        int at = info.Offset;
        DerReader peek = info;
        byte[] encoded = peek.Encoded("signedAttrs").ToArray();
        // RFC 5652, 5.4: signed are the attributes with the tag of SET OF in place of the implicit [0].
        encoded[0] = SetOfTag;
        DerReader set = new DerReader(encoded, at, SignatureReasons.AttributesInvalid).SetOf("signed attributes in DER order");
        info = peek;
        HashSet<string> types = [];
        byte[]? messageDigest = null;
        bool contentType = false;
        while (!set.IsEmpty)
        {
            int start = set.Offset;
            DerReader attribute = set.Sequence("an attribute");
            string type = attribute.Oid("an attribute's type");
            DerReader values = attribute.SetOf("an attribute's values");
            attribute.End("an attribute");
            if (!types.Add(type) || types.Count > Limits.CmsAttributes)
            {
                throw set.Fault(start, $"each attribute once, at most {Limits.CmsAttributes}");
            }

            if (type == Oids.ContentType)
            {
                int value = values.Offset;
                string stated = values.Oid("one content type");
                values.End("one content type");
                contentType = stated == wanted
                    ? true
                    : throw new DerFaultException(new FormatFault(SignatureReasons.ContentType, value, wanted, stated));
            }
            else if (type == Oids.MessageDigest)
            {
                messageDigest = values.OctetString("one message digest").ToArray();
                values.End("one message digest");
            }
            else if (type is Oids.SigningCertificate or Oids.SigningCertificateV2)
            {
                bindings[type] = values.Encoded("one binding of the signer's certificate").ToArray();
                values.End("one binding of the signer's certificate");
            }
        }

        if (!contentType || messageDigest?.Length != SignatureScheme.LengthOf(digest))
        {
            throw set.Fault(at, "a content-type attribute and a message-digest attribute of the digest's length");
        }

        return (encoded, messageDigest);
    }

    // Nothing vouches for these attributes, so that only what vouches for itself is taken: time-stamp tokens.
    private static void ReadUnsigned(ref DerReader info, List<ReadOnlyMemory<byte>> timestamps)
    {
        DerReader set = info.SetOf("unsignedAttrs", DerReader.Context(1));
        for (int count = 0; !set.IsEmpty; count++)
        {
            if (count == Limits.CmsAttributes)
            {
                set.Fail($"at most {Limits.CmsAttributes} unsigned attributes");
            }

            if (!set.Is(Asn1Tag.Sequence))
            {
                set.Encoded("an attribute");
                continue;
            }

            DerReader attribute = set.Sequence("an attribute");
            if (attribute.Oid("an attribute's type") != Oids.TimestampToken)
            {
                continue;
            }

            DerReader values = attribute.SetOf("time-stamp tokens");
            attribute.End("an attribute");
            while (!values.IsEmpty)
            {
                if (timestamps.Count == Limits.TimestampTokens)
                {
                    values.Fail($"at most {Limits.TimestampTokens} time-stamp tokens");
                }

                timestamps.Add(values.Encoded("a time-stamp token").ToArray());
            }
        }
    }

    // Spelt out: a bare null here would become an empty memory, by way of the conversion from arrays.
    private static ReadOnlyMemory<byte>? Memory(byte[]? bytes) => bytes is null ? default(ReadOnlyMemory<byte>?) : bytes;
}
