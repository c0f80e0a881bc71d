using System.Formats.Asn1;
using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Timestamps;

/// <summary>Reads a TimeStampToken (RFC 3161, 2.4.2) strictly: an attached SignedData over a TSTInfo by exactly one signer.</summary>
/// <remarks>DER and nothing after it; the versions that the specifications compute; no unknown critical extension. O(size).</remarks>
internal static class TimestampTokenParser
{
    /// <summary>Reads the token.</summary>
    /// <param name="der">Untrusted.</param>
    /// <returns>The token, or what is wrong: <see cref="TimestampReasons.Weak"/> for algorithms below the floor, else <see cref="TimestampReasons.Malformed"/>.</returns>
    public static Parsed<TimestampToken> Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > Limits.CmsBytes)
        {
            return new FormatFault(TimestampReasons.Malformed, Limits.CmsBytes, $"at most {Limits.CmsBytes} bytes", $"{der.Length} bytes");
        }

        if (DerForm.Check(der.Span, TimestampReasons.Malformed, TimestampReasons.Malformed) is { } fault)
        {
            return fault;
        }

        try
        {
            return ParseContentInfo(der.Span);
        }
        catch (DerFaultException bad)
        {
            // Parts are read by the parsers of signatures, whose reasons speak of these.
            bool weak = bad.Fault.Reason == SignatureReasons.DigestWeak || bad.Fault.Reason == SignatureReasons.AlgorithmRefused;
            return bad.Fault with { Reason = weak ? TimestampReasons.Weak : TimestampReasons.Malformed };
        }
    }

    private static TimestampToken ParseContentInfo(ReadOnlySpan<byte> der)
    {
        DerReader whole = new(der, 0, TimestampReasons.Malformed);
        DerReader info = whole.Sequence("ContentInfo");
        Expect(ref info, Oids.SignedData, "content type id-signedData");
        DerReader content = info.Sequence("ContentInfo.content", DerReader.Context(0));
        info.End("ContentInfo");
        DerReader signed = content.Sequence("SignedData");
        content.End("ContentInfo.content");

        // RFC 5652, 5.1: 3, since the content is not id-data.
        int versionAt = signed.Offset;
        if (signed.SmallInteger("SignedData.version") != 3)
        {
            throw signed.Fault(versionAt, "SignedData.version 3");
        }

        DerReader digests = signed.SetOf("digestAlgorithms");
        HashAlgorithmName stated = SignatureScheme.ReadDigest(ref digests);
        digests.End("one digest algorithm");
        ReadOnlySpan<byte> tstInfo = ReadContent(ref signed, out int contentAt);
        List<ReadOnlyMemory<byte>> certificates = CmsParser.ParseCertificates(ref signed, sorted: false);
        if (signed.Is(DerReader.Context(1)))
        {
            signed.Encoded("crls");
        }

        DerReader infos = signed.SetOf("signerInfos");
        signed.End("SignedData");
        int signerAt = infos.Offset;
        DerReader one = infos.Sequence("SignerInfo");
        infos.End("one SignerInfo");
        SignerRecord signer = SignerRecordParser.Parse(ref one, Oids.TstInfo);
        return signer.Digest == stated ? ParseInfo(tstInfo, contentAt, certificates, signer) : throw infos.Fault(signerAt, "the digest algorithm listed in digestAlgorithms");
    }

    private static ReadOnlySpan<byte> ReadContent(ref DerReader signed, out int at)
    {
        DerReader header = signed.Sequence("encapContentInfo");
        Expect(ref header, Oids.TstInfo, "content type id-ct-TSTInfo");
        DerReader wrapped = header.Sequence("eContent", DerReader.Context(0));
        header.End("encapContentInfo");
        at = wrapped.Offset;
        ReadOnlySpan<byte> octets = wrapped.OctetString("a TSTInfo");
        wrapped.End("eContent");
        return octets;
    }

    private static TimestampToken ParseInfo(ReadOnlySpan<byte> der, int offset, List<ReadOnlyMemory<byte>> certificates, SignerRecord signer)
    {
        if (DerForm.Check(der, TimestampReasons.Malformed, TimestampReasons.Malformed) is { } fault)
        {
            throw new DerFaultException(fault);
        }

        DerReader whole = new(der, offset, TimestampReasons.Malformed);
        DerReader info = whole.Sequence("TSTInfo");
        int at = info.Offset;
        if (info.SmallInteger("TSTInfo.version") != 1)
        {
            throw info.Fault(at, "TSTInfo.version 1");
        }

        info.Oid("policy");
        DerReader imprint = info.Sequence("messageImprint");
        HashAlgorithmName digest = SignatureScheme.ReadDigest(ref imprint);
        at = imprint.Offset;
        ReadOnlySpan<byte> hashed = imprint.OctetString("hashedMessage");
        imprint.End("messageImprint");
        if (hashed.Length != SignatureScheme.LengthOf(digest))
        {
            throw imprint.Fault(at, "a digest of its algorithm's length");
        }

        info.IntegerBytes("serialNumber");
        at = info.Offset;
        DateTimeOffset time = info.Is(Asn1Tag.GeneralizedTime) ? info.Time("genTime") : throw info.Fault(at, "genTime as GeneralizedTime");
        if (info.Is(Asn1Tag.Sequence))
        {
            ReadAccuracy(ref info);
        }

        if (info.Is(Asn1Tag.Boolean) && !info.Boolean("ordering"))
        {
            throw info.Fault(at, "the default (not ordering) left out");
        }

        if (info.Is(Asn1Tag.Integer))
        {
            info.IntegerBytes("nonce");
        }

        if (info.Is(DerReader.Context(0)))
        {
            info.Encoded("tsa");
        }

        if (info.Is(DerReader.Context(1)))
        {
            ReadExtensions(ref info);
        }

        info.End("TSTInfo");
        return new TimestampToken(der.ToArray(), digest, hashed.ToArray(), time.ToUniversalTime(), certificates, signer);
    }

    private static void ReadAccuracy(ref DerReader info)
    {
        DerReader accuracy = info.Sequence("accuracy");
        if (accuracy.Is(Asn1Tag.Integer))
        {
            accuracy.IntegerBytes("seconds");
        }

        foreach (string part in new[] { "millis", "micros" })
        {
            if (accuracy.Is(DerReader.Context(part == "millis" ? 0 : 1, false)))
            {
                accuracy.Encoded(part);
            }
        }

        accuracy.End("accuracy");
    }

    private static void ReadExtensions(ref DerReader info)
    {
        DerReader list = info.Sequence("extensions", DerReader.Context(1));
        while (!list.IsEmpty)
        {
            int at = list.Offset;
            DerReader extension = list.Sequence("an extension");
            extension.Oid("an extension's identifier");
            if (extension.Is(Asn1Tag.Boolean))
            {
                throw list.Fault(at, "no critical extension: none is known");
            }

            extension.OctetString("an extension's value");
            extension.End("an extension");
        }
    }

    private static void Expect(ref DerReader reader, string oid, string expected)
    {
        int at = reader.Offset;
        if (reader.Oid(expected) != oid)
        {
            throw reader.Fault(at, expected);
        }
    }
}
