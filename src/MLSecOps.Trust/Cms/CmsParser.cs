using System.Formats.Asn1;
using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;

namespace MLSecOps.Trust.Cms;

/// <summary>Reads a detached CMS SignedData (RFC 5652) strictly.</summary>
/// <remarks>
/// One value in DER and nothing after it; content type id-data; no eContent, since some verifiers hash embedded content before the
/// supplied one; versions as RFC 5652, 5.1 and 5.3 compute them; plain X.509 certificates only; embedded CRLs are skipped, since
/// revocation lists reach the verifier through its policy. Unsigned attributes are counted and ignored: nothing vouches for them.
/// </remarks>
internal static class CmsParser
{
    /// <summary>Reads the envelope.</summary>
    /// <param name="cms">Untrusted.</param>
    public static Parsed<CmsEnvelope> Parse(ReadOnlyMemory<byte> cms)
    {
        if (cms.Length > Limits.CmsBytes)
        {
            return new FormatFault(SignatureReasons.TooLarge, Limits.CmsBytes, $"at most {Limits.CmsBytes} bytes", $"{cms.Length} bytes");
        }

        if (DerForm.Check(cms.Span, SignatureReasons.Malformed, SignatureReasons.TrailingBytes) is { } fault)
        {
            return fault;
        }

        try
        {
            return ParseContentInfo(cms.Span);
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }

    private static CmsEnvelope ParseContentInfo(ReadOnlySpan<byte> cms)
    {
        DerReader whole = new(cms, 0, SignatureReasons.Malformed);
        DerReader info = whole.Sequence("ContentInfo");
        int at = info.Offset;
        if (info.Oid("ContentInfo.contentType") != Oids.SignedData)
        {
            throw info.Fault(at, "content type id-signedData");
        }

        DerReader content = info.Sequence("ContentInfo.content", DerReader.Context(0));
        info.End("ContentInfo");
        DerReader signedData = content.Sequence("SignedData");
        content.End("ContentInfo.content");
        return ParseSignedData(ref signedData);
    }

    private static CmsEnvelope ParseSignedData(ref DerReader signedData)
    {
        int versionAt = signedData.Offset;
        int version = signedData.SmallInteger("SignedData.version");
        DerReader digests = signedData.SetOf("digestAlgorithms");
        List<HashAlgorithmName> stated = [];
        while (!digests.IsEmpty)
        {
            if (stated.Count == Limits.CmsSigners)
            {
                digests.Fail($"at most {Limits.CmsSigners} digest algorithms");
            }

            stated.Add(SignatureScheme.ReadDigest(ref digests));
        }

        ParseContentHeader(ref signedData);
        List<ReadOnlyMemory<byte>> certificates = ParseCertificates(ref signedData);
        if (signedData.Is(DerReader.Context(1)))
        {
            signedData.Encoded("crls");
        }

        DerReader infos = signedData.SetOf("signerInfos");
        signedData.End("SignedData");
        List<SignerRecord> signers = [];
        while (!infos.IsEmpty)
        {
            if (signers.Count == Limits.CmsSigners)
            {
                infos.Fail($"at most {Limits.CmsSigners} signers");
            }

            int at = infos.Offset;
            DerReader info = infos.Sequence("SignerInfo");
            SignerRecord signer = SignerRecordParser.Parse(ref info, Oids.Data);
            signers.Add(stated.Contains(signer.Digest) ? signer : throw infos.Fault(at, "a digest algorithm listed in digestAlgorithms"));
        }

        if (signers.Count == 0)
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.NoSigner, infos.Offset, "at least one SignerInfo"));
        }

        // RFC 5652, 5.1: with id-data and X.509 certificates only, 3 when a SignerInfo has version 3, else 1.
        int expected = signers.Exists(signer => signer.KeyIdentifier is not null) ? 3 : 1;
        return version == expected ? new CmsEnvelope(certificates, signers) : throw signedData.Fault(versionAt, $"SignedData.version {expected}");
    }

    private static void ParseContentHeader(ref DerReader signedData)
    {
        DerReader header = signedData.Sequence("encapContentInfo");
        int at = header.Offset;
        string type = header.Oid("eContentType");
        if (type != Oids.Data)
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.ContentType, at, $"id-data ({Oids.Data})", type));
        }

        if (!header.IsEmpty)
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.ContentEmbedded, header.Offset, "no eContent: the signature is detached"));
        }
    }

    /// <summary>Reads the certificates of a SignedData, where there are any.</summary>
    /// <param name="signedData">Stands where they may be.</param>
    /// <param name="sorted">Whether their order must be that of DER: authorities of time-stamps leave them as they come.</param>
    internal static List<ReadOnlyMemory<byte>> ParseCertificates(ref DerReader signedData, bool sorted = true)
    {
        List<ReadOnlyMemory<byte>> certificates = [];
        if (!signedData.Is(DerReader.Context(0)))
        {
            return certificates;
        }

        DerReader set = signedData.SetOf("certificates", DerReader.Context(0), sorted);
        while (!set.IsEmpty)
        {
            if (certificates.Count == Limits.CmsCertificates)
            {
                set.Fail($"at most {Limits.CmsCertificates} certificates");
            }

            if (!set.Is(Asn1Tag.Sequence))
            {
                set.Fail("an X.509 certificate");
            }

            certificates.Add(set.Encoded("an X.509 certificate").ToArray());
        }

        return certificates;
    }
}
