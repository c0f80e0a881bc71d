using System.Formats.Asn1;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Revocation;

/// <summary>Reads a CertificateList (RFC 5280, 5.1) strictly.</summary>
/// <remarks>
/// DER and nothing after it; version 1 (no extensions) or 2; the same algorithm inside and outside, above the floor; nextUpdate there,
/// because a list without one would never grow stale; complete lists of one issuer only; no unknown critical extension, of the list or
/// of an entry. O(size).
/// </remarks>
internal static class RevocationListParser
{
    /// <summary>Reads the list.</summary>
    /// <param name="der">Untrusted.</param>
    public static Parsed<RevocationList> Parse(ReadOnlyMemory<byte> der)
    {
        if (der.Length > Limits.CrlBytes)
        {
            return new FormatFault(RevocationReasons.Malformed, Limits.CrlBytes, $"at most {Limits.CrlBytes} bytes", $"{der.Length} bytes");
        }

        if (DerForm.Check(der.Span, RevocationReasons.Malformed, RevocationReasons.Malformed) is { } fault)
        {
            return fault;
        }

        try
        {
            return ParseList(der);
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }

    private static RevocationList ParseList(ReadOnlyMemory<byte> der)
    {
        DerReader whole = new(der.Span, 0, RevocationReasons.Malformed);
        DerReader list = whole.Sequence("CertificateList");
        DerReader peek = list;
        ReadOnlySpan<byte> signed = peek.Encoded("tbsCertList");
        DerReader tbs = list.Sequence("tbsCertList");
        int outerAt = list.Offset;
        ReadOnlySpan<byte> outer = list.Encoded("signatureAlgorithm");
        ReadOnlySpan<byte> signature = list.WholeBits("signatureValue");
        list.End("CertificateList");

        bool extensible = ReadVersion(ref tbs);
        if (!tbs.Encoded("signature").SequenceEqual(outer))
        {
            throw tbs.Fault(outerAt, "the same signature algorithm inside and outside");
        }

        DerReader algorithm = new(outer, outerAt, RevocationReasons.Malformed);
        SignatureScheme scheme = SignatureScheme.Read(ref algorithm, null);
        ReadOnlySpan<byte> issuer = tbs.Encoded("issuer");
        DateTimeOffset thisUpdate = tbs.Time("thisUpdate");
        int nextAt = tbs.Offset;
        DateTimeOffset nextUpdate = tbs.Time("nextUpdate");
        if (nextUpdate < thisUpdate)
        {
            throw tbs.Fault(nextAt, "nextUpdate not before thisUpdate");
        }

        Dictionary<string, RevocationEntry> entries = [];
        if (tbs.Is(Asn1Tag.Sequence))
        {
            DerReader revoked = tbs.Sequence("revokedCertificates");
            while (!revoked.IsEmpty)
            {
                int at = revoked.Offset;
                DerReader entry = revoked.Sequence("a revoked certificate");
                if (!entries.TryAdd(Convert.ToHexStringLower(entry.IntegerBytes("userCertificate")), ReadEntry(ref entry, extensible)))
                {
                    throw revoked.Fault(at, "each serial number once");
                }
            }
        }

        CrlNumber? number = null;
        RevocationCoverage coverage = RevocationCoverage.All;
        if (extensible && tbs.Is(DerReader.Context(0)))
        {
            DerReader tagged = tbs.Sequence("crlExtensions", DerReader.Context(0));
            (number, coverage) = ReadExtensions(ref tagged);
        }

        tbs.End("tbsCertList");
        return new RevocationList(der, signed.ToArray(), issuer.ToArray(), scheme, signature.ToArray(), thisUpdate, nextUpdate, number, coverage, entries);
    }

    private static bool ReadVersion(ref DerReader tbs)
    {
        if (!tbs.Is(Asn1Tag.Integer))
        {
            return false;
        }

        int at = tbs.Offset;
        return tbs.SmallInteger("version") == 1 ? true : throw tbs.Fault(at, "version 2");
    }

    private static RevocationEntry ReadEntry(ref DerReader entry, bool extensible)
    {
        DateTimeOffset since = entry.Time("revocationDate");
        int? reason = null;
        if (extensible && !entry.IsEmpty)
        {
            DerReader list = entry.Sequence("crlEntryExtensions");
            HashSet<string> seen = [];
            while (!list.IsEmpty)
            {
                DerReader value = ReadExtension(ref list, seen, out string oid, out bool critical);
                if (oid == Oids.CrlReason)
                {
                    int at = value.Offset;
                    reason = value.Enumerated("CRLReason");
                    value.End("CRLReason");
                    if (reason == 8)
                    {
                        throw new DerFaultException(new FormatFault(RevocationReasons.ScopeRefused, at, "a complete list", "removeFromCRL, which only delta lists have"));
                    }
                }
                else if (oid == Oids.CertificateIssuer)
                {
                    throw new DerFaultException(new FormatFault(RevocationReasons.ScopeRefused, value.Offset, "a list of one issuer's own certificates", "an indirect list"));
                }
                else if (critical && oid != Oids.InvalidityDate)
                {
                    throw new DerFaultException(new FormatFault(RevocationReasons.ExtensionRefused, value.Offset, "a known extension", $"{oid}, of an entry"));
                }
            }
        }

        entry.End("a revoked certificate");
        return new RevocationEntry(since, reason);
    }

    private static (CrlNumber? Number, RevocationCoverage Coverage) ReadExtensions(ref DerReader tagged)
    {
        DerReader list = tagged.Sequence("crlExtensions");
        tagged.End("crlExtensions");
        HashSet<string> seen = [];
        CrlNumber? number = null;
        RevocationCoverage coverage = RevocationCoverage.All;
        while (!list.IsEmpty)
        {
            DerReader value = ReadExtension(ref list, seen, out string oid, out bool critical);
            switch (oid)
            {
                case Oids.CrlNumber:
                    int at = value.Offset;
                    ReadOnlySpan<byte> bytes = value.IntegerBytes("cRLNumber");
                    value.End("cRLNumber");
                    number = (bytes[0] & 0x80) == 0 && bytes.Length <= CrlNumber.MostBytes + 1 ? CrlNumber.Of(bytes) : throw value.Fault(at, "a CRL number of at most 20 bytes");
                    break;
                case Oids.DeltaCrlIndicator:
                    throw new DerFaultException(new FormatFault(RevocationReasons.ScopeRefused, value.Offset, "a complete list", "a delta list"));
                case Oids.IssuingDistributionPoint:
                    coverage = ReadDistributionPoint(ref value);
                    break;
                default:
                    if (critical)
                    {
                        throw new DerFaultException(new FormatFault(RevocationReasons.ExtensionRefused, value.Offset, "a known extension", oid));
                    }

                    break;
            }
        }

        return (number, coverage);
    }

    // RFC 5280, 5.2.5. What restricts a list to one distribution point, to some reasons or to other issuers' certificates is refused.
    private static RevocationCoverage ReadDistributionPoint(ref DerReader value)
    {
        DerReader point = value.Sequence("issuingDistributionPoint");
        value.End("issuingDistributionPoint");
        int at = point.Offset;
        bool users = point.Is(DerReader.Context(1, false)) && point.Encoded("onlyContainsUserCerts") is [_, 1, 0xff];
        bool authorities = point.Is(DerReader.Context(2, false)) && point.Encoded("onlyContainsCACerts") is [_, 1, 0xff];
        return point.IsEmpty && users != authorities
            ? users ? RevocationCoverage.EndEntities : RevocationCoverage.Authorities
            : throw new DerFaultException(new FormatFault(RevocationReasons.ScopeRefused, at, "a list for all certificates, or for those of end entities or authorities", "a partial list"));
    }

    private static DerReader ReadExtension(ref DerReader list, HashSet<string> seen, out string oid, out bool critical)
    {
        int at = list.Offset;
        DerReader extension = list.Sequence("an extension");
        oid = extension.Oid("an extension's identifier");
        if (!seen.Add(oid))
        {
            throw list.Fault(at, "each extension once");
        }

        critical = false;
        if (extension.Is(Asn1Tag.Boolean))
        {
            critical = extension.Boolean("critical") ? true : throw list.Fault(at, "the default (not critical) left out");
        }

        int valueAt = extension.Offset;
        // The octets' content begins after tag and length; the offset of the extension's value is near enough for a report.
        DerReader value = new(extension.OctetString("an extension's value"), valueAt, RevocationReasons.Malformed);
        extension.End("an extension");
        return value;
    }
}
