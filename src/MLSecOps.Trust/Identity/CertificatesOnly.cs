using System.Formats.Asn1;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Identity;

/// <summary>A "certs-only" CMS SignedData (RFC 8551, 3.8): how EST hands out certificates (RFC 7030, 4.1.3 and 4.2.3). It signs nothing and proves nothing.</summary>
public static class CertificatesOnly
{
    /// <summary>Most bytes of one.</summary>
    public const int MostBytes = 32 << 10;

    private const int MostCertificates = 8;

    /// <summary>Writes the certificates; as a SET they lose their order.</summary>
    /// <param name="certificates">DER of each.</param>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.SignedData);
            using (writer.PushSequence(DerReader.Context(0)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                writer.PushSetOf().Dispose();
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Oids.Data);
                }

                using (writer.PushSetOf(DerReader.Context(0)))
                {
                    foreach (ReadOnlyMemory<byte> certificate in certificates)
                    {
                        writer.WriteEncodedValue(certificate.Span);
                    }
                }

                writer.PushSetOf().Dispose();
            }
        }

        return writer.Encode();
    }

    /// <summary>Reads the certificates: at least one, in any order, since other writers do not sort the set.</summary>
    /// <param name="der">Untrusted.</param>
    public static Parsed<IReadOnlyList<ReadOnlyMemory<byte>>> Decode(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MostBytes)
        {
            return new FormatFault(EnrolmentReasons.CertificateUnfit, MostBytes, $"at most {MostBytes} bytes");
        }

        if (DerForm.Check(der.Span, EnrolmentReasons.CertificateUnfit, EnrolmentReasons.CertificateUnfit) is { } fault)
        {
            return fault;
        }

        try
        {
            return Read(der.Span);
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }

    private static Parsed<IReadOnlyList<ReadOnlyMemory<byte>>> Read(ReadOnlySpan<byte> der)
    {
        DerReader whole = new(der, 0, EnrolmentReasons.CertificateUnfit);
        DerReader info = whole.Sequence("ContentInfo");
        int at = info.Offset;
        if (info.Oid("contentType") != Oids.SignedData)
        {
            throw info.Fault(at, "content type id-signedData");
        }

        DerReader content = info.Sequence("content", DerReader.Context(0));
        info.End("ContentInfo");
        DerReader signed = content.Sequence("SignedData");
        content.End("content");
        signed.SmallInteger("version");
        signed.Encoded("digestAlgorithms");
        signed.Encoded("encapContentInfo");
        at = signed.Offset;
        if (!signed.Is(DerReader.Context(0)))
        {
            throw signed.Fault(at, "certificates");
        }

        // Read as a sequence: nothing is signed over it, so that its order means nothing.
        DerReader set = signed.Sequence("certificates", DerReader.Context(0));
        if (signed.Is(DerReader.Context(1)))
        {
            signed.Encoded("crls");
        }

        signed.Encoded("signerInfos");
        signed.End("SignedData");
        return ReadCertificates(ref set);
    }

    private static List<ReadOnlyMemory<byte>> ReadCertificates(ref DerReader set)
    {
        List<ReadOnlyMemory<byte>> certificates = [];
        do
        {
            if (certificates.Count == MostCertificates)
            {
                set.Fail($"at most {MostCertificates} certificates");
            }

            if (!set.Is(Asn1Tag.Sequence))
            {
                set.Fail("an X.509 certificate");
            }

            certificates.Add(set.Encoded("an X.509 certificate").ToArray());
        }
        while (!set.IsEmpty);
        return certificates;
    }
}
