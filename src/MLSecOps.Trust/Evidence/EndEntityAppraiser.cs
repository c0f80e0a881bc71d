using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Evidence;

/// <summary>Judges the certificate of a device or of the hub: path to an anchor, kind, key and use, dates.</summary>
/// <param name="checks">Receives the checks.</param>
/// <param name="subject">How the certificate's owner is called in them.</param>
/// <param name="refused">The reason of a certificate that is not accepted.</param>
/// <param name="usages">Extended key usages of which one must be listed.</param>
internal sealed class EndEntityAppraiser(CheckList checks, string subject, Reason refused, IReadOnlyList<string> usages)
{
    /// <summary>Judges a certificate; null when something is wrong with it. Its dates are for <see cref="CheckValidity"/>.</summary>
    /// <param name="der">The certificate; untrusted.</param>
    /// <param name="companions">Those that came with it; untrusted.</param>
    /// <param name="anchors">Where its path must end.</param>
    /// <param name="time">Prefers, among several paths, one that is valid then.</param>
    public EndEntity? Judge(ReadOnlyMemory<byte> der, IEnumerable<ReadOnlyMemory<byte>> companions, RolePolicy anchors, VerificationTime time)
    {
        if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
        {
            checks.Fail(EvidenceChecks.CertificateChain, subject, refused, fault.Expected, $"at byte {fault.Offset} of the certificate");
            return null;
        }

        List<SignerCertificate> others = [];
        foreach (ReadOnlyMemory<byte> companion in companions)
        {
            // One that cannot be read cannot be part of a path.
            if (CertificateParser.Parse(companion).TryGet(out SignerCertificate? other, out _))
            {
                others.Add(other);
            }
        }

        ChainPath path = ChainBuilder.Build(certificate, others, anchors.Anchors, time);
        if (path.Refusal is not null || FindWeakness(path) is not null)
        {
            checks.Fail(EvidenceChecks.CertificateChain, subject, refused, "a path to an anchor of this role", path.Found ?? FindWeakness(path));
            return null;
        }

        checks.Pass(EvidenceChecks.CertificateChain, subject, $"{path.Certificates.Count} certificate(s)");
        if (FindMisuse(certificate, path) is { } misuse)
        {
            checks.Fail(EvidenceChecks.CertificateUsage, subject, refused, $"an end entity for {string.Join(" or ", usages)}", misuse);
            return null;
        }

        VerificationKey? key = VerificationKey.Read(certificate.PublicKey, out string kind);
        if (key is null)
        {
            checks.Fail(EvidenceChecks.CertificateUsage, subject, refused, "a P-256 key", kind);
            return null;
        }

        checks.Pass(EvidenceChecks.CertificateUsage, subject, kind);
        return new EndEntity(certificate, key, path.Certificates.Max(each => each.NotBefore), path.Certificates.Min(each => each.NotAfter));
    }

    /// <summary>Judges the dates of a path; records the check.</summary>
    /// <param name="checks">Receives the check.</param>
    /// <param name="subject">How the certificate's owner is called in it.</param>
    /// <param name="start">From when the whole path is valid.</param>
    /// <param name="end">Until when.</param>
    /// <param name="time">When.</param>
    /// <param name="outside">The reason of a path that is certainly not valid; null for that of a device, whose next step is to enrol again.</param>
    public static void CheckValidity(CheckList checks, string subject, DateTimeOffset start, DateTimeOffset end, VerificationTime time, Reason? outside = null)
    {
        string used = time.Describe();
        Validity validity = time.Judge(start, end);
        if (validity == Validity.Valid)
        {
            checks.Pass(EvidenceChecks.CertificateValidity, subject, used);
            return;
        }

        Reason reason = validity == Validity.Unproven ? EvidenceReasons.DeviceTimeUnproven : outside ?? EvidenceReasons.DeviceCertificateExpired;
        checks.Fail(EvidenceChecks.CertificateValidity, subject, reason, $"a time from {DocumentDate.Format(start)} to {DocumentDate.Format(end)}", used);
    }

    private static string? FindWeakness(ChainPath path)
    {
        for (int i = 0; i < path.Certificates.Count; i++)
        {
            SignerCertificate certificate = path.Certificates[i];
            if (SignerKey.Read(certificate.PublicKey, out _, out string kind) is null)
            {
                return $"{kind}, certificate {i + 1} of the path";
            }

            // The anchor is trusted as it is: nobody looks at its own signature.
            if (certificate.Scheme is null && i < path.Certificates.Count - 1)
            {
                return $"a weak signature, certificate {i + 1} of the path";
            }
        }

        return null;
    }

    private string? FindMisuse(SignerCertificate certificate, ChainPath path)
    {
        if (certificate.IsAuthority)
        {
            return "a certification authority";
        }

        if (certificate.DigitalSignature == false)
        {
            return "key usage without digitalSignature";
        }

        if (certificate.Usages is not { } stated || !usages.Any(stated.Contains))
        {
            return $"extended key usage {(certificate.Usages is null ? "none" : string.Join(", ", certificate.Usages))}";
        }

        SignerCertificate? above = path.Certificates.Skip(1).FirstOrDefault(
            each => each.Usages is { } restricted && !restricted.Contains(Oids.AnyUsage) && !usages.Any(restricted.Contains));
        return above is null ? null : $"an authority restricted to {string.Join(", ", above.Usages!)}";
    }
}
