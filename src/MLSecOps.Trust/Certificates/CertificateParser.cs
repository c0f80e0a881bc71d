using System.Formats.Asn1;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Certificates;

/// <summary>Reads an X.509 certificate (RFC 5280, 4.1) strictly: DER, version 3 (or 1 without extensions, as old roots are), no extension twice, one signature algorithm.</summary>
internal static class CertificateParser
{
    /// <summary>Reads a certificate.</summary>
    /// <param name="der">Untrusted.</param>
    public static Parsed<SignerCertificate> Parse(ReadOnlyMemory<byte> der)
    {
        if (DerForm.Check(der.Span, SignatureReasons.CertificateInvalid, SignatureReasons.CertificateInvalid) is { } fault)
        {
            return fault;
        }

        try
        {
            return ParseCertificate(der);
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }

    private static SignerCertificate ParseCertificate(ReadOnlyMemory<byte> der)
    {
        DerReader whole = new(der.Span, 0, SignatureReasons.CertificateInvalid);
        DerReader certificate = whole.Sequence("Certificate");
        DerReader tbs = certificate.Sequence("tbsCertificate");
        int outerAt = certificate.Offset;
        ReadOnlySpan<byte> outer = certificate.Encoded("signatureAlgorithm");
        certificate.WholeBits("signatureValue");
        certificate.End("Certificate");

        int version = ReadVersion(ref tbs);
        ReadOnlySpan<byte> serial = tbs.IntegerBytes("serialNumber");
        if (!tbs.Encoded("signature").SequenceEqual(outer))
        {
            throw tbs.Fault(outerAt, "the same signature algorithm inside and outside");
        }

        ReadOnlySpan<byte> issuer = tbs.Encoded("issuer");
        DerReader validity = tbs.Sequence("validity");
        DateTimeOffset notBefore = validity.Time("notBefore");
        DateTimeOffset notAfter = validity.Time("notAfter");
        validity.End("validity");
        ReadOnlySpan<byte> subject = tbs.Encoded("subject");
        ReadOnlySpan<byte> key = tbs.Encoded("subjectPublicKeyInfo");
        Extensions extensions = new();
        if (tbs.Is(DerReader.Context(3)) && version == 3)
        {
            DerReader tagged = tbs.Sequence("extensions", DerReader.Context(3));
            extensions = ReadExtensions(ref tagged);
        }

        tbs.End("tbsCertificate");
        return new SignerCertificate(
            der,
            issuer.ToArray(),
            subject.ToArray(),
            serial.ToArray(),
            notBefore,
            notAfter,
            key.ToArray(),
            FindScheme(outer),
            extensions.KeyIdentifier,
            extensions.IsAuthority,
            extensions.DigitalSignature,
            extensions.CrlSign,
            extensions.Usages)
        {
            UsagesAreCritical = extensions.UsagesAreCritical,
        };
    }

    private static int ReadVersion(ref DerReader tbs)
    {
        if (!tbs.Is(DerReader.Context(0)))
        {
            return 1;
        }

        DerReader tagged = tbs.Sequence("version", DerReader.Context(0));
        int at = tagged.Offset;
        if (tagged.SmallInteger("version") != 2)
        {
            throw tagged.Fault(at, "version 3");
        }

        tagged.End("version");
        return 3;
    }

    private static Extensions ReadExtensions(ref DerReader tagged)
    {
        DerReader list = tagged.Sequence("extensions");
        tagged.End("extensions");
        HashSet<string> seen = [];
        Extensions extensions = new();
        while (!list.IsEmpty)
        {
            int at = list.Offset;
            DerReader extension = list.Sequence("an extension");
            string oid = extension.Oid("an extension's identifier");
            if (!seen.Add(oid))
            {
                throw list.Fault(at, "each extension once");
            }

            bool critical = extension.Is(Asn1Tag.Boolean);
            if (critical && !extension.Boolean("critical"))
            {
                throw list.Fault(at, "the default (not critical) left out");
            }

            int valueAt = extension.Offset;
            DerReader value = new(extension.OctetString("an extension's value"), valueAt, SignatureReasons.CertificateInvalid);
            extension.End("an extension");
            extensions.UsagesAreCritical |= critical && oid == Oids.ExtendedKeyUsage;
            Read(oid, ref value, extensions);
        }

        return extensions;
    }

    private static void Read(string oid, ref DerReader value, Extensions extensions)
    {
        switch (oid)
        {
            case Oids.SubjectKeyIdentifier:
                extensions.KeyIdentifier = value.OctetString("subjectKeyIdentifier").ToArray();
                value.End("subjectKeyIdentifier");
                break;
            case Oids.KeyUsage:
                ReadOnlySpan<byte> bits = value.Bits("keyUsage", out _);
                value.End("keyUsage");
                // Bit 0 is the highest of the first byte.
                extensions.DigitalSignature = !bits.IsEmpty && (bits[0] & 0x80) != 0;
                extensions.CrlSign = !bits.IsEmpty && (bits[0] & 0x02) != 0;
                break;
            case Oids.BasicConstraints:
                DerReader constraints = value.Sequence("basicConstraints");
                value.End("basicConstraints");
                extensions.IsAuthority = constraints.Is(Asn1Tag.Boolean) && constraints.Boolean("cA");
                break;
            case Oids.ExtendedKeyUsage:
                DerReader usages = value.Sequence("extKeyUsage");
                value.End("extKeyUsage");
                List<string> oids = [];
                while (!usages.IsEmpty)
                {
                    oids.Add(usages.Oid("an extended key usage"));
                }

                extensions.Usages = oids;
                break;
            default:
                // Unknown critical extensions are refused by the chain.
                break;
        }
    }

    private static SignatureScheme? FindScheme(ReadOnlySpan<byte> algorithm)
    {
        try
        {
            DerReader reader = new(algorithm, 0, SignatureReasons.AlgorithmRefused);
            return SignatureScheme.Read(ref reader, null);
        }
        catch (DerFaultException)
        {
            // Not a fault of the certificate's form: whether a weak one matters depends on its place in the chain.
            return null;
        }
    }

    private sealed class Extensions
    {
        public ReadOnlyMemory<byte>? KeyIdentifier { get; set; }

        public bool IsAuthority { get; set; }

        public bool? DigitalSignature { get; set; }

        public bool? CrlSign { get; set; }

        public IReadOnlyList<string>? Usages { get; set; }

        public bool UsagesAreCritical { get; set; }
    }
}
