using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Identity;

/// <summary>Judges a manufacturer's device certificate (IDevID, IEEE 802.1AR-2018, 8): an end entity below an anchor of the administrator's choice, for digital signatures, with a key above the floor.</summary>
/// <remarks>Unlike certificates of ours it may be for RSA or another curve, has a subject of the manufacturer's, and as a rule no extended key usage and no end (9999-12-31).</remarks>
public static class IdevidVerifier
{
    private const string Subject = "idevid";

    /// <summary>Judges the certificate.</summary>
    /// <param name="certificate">DER; untrusted. That the other end holds its key is for TLS to prove.</param>
    /// <param name="anchors">The manufacturers' certificates: roots, and the authorities below them where devices do not send those.</param>
    /// <param name="time">When.</param>
    public static IdevidAppraisal Verify(ReadOnlyMemory<byte> certificate, IReadOnlyList<ReadOnlyMemory<byte>> anchors, VerificationTime time)
    {
        CheckList checks = new();
        SignerCertificate? entity = Judge(checks, certificate, anchors, time);
        checks.SkipRest(EvidenceChecks.OfOperator, Subject);
        TrustVerdict verdict = TrustVerdict.From(checks.All, PackageReasons.NotReached);
        return entity is null || verdict is not TrustVerdict.Trusted
            ? new IdevidAppraisal(verdict, null, null, null)
            : new IdevidAppraisal(
                verdict,
                Sha256Digest.Of([.. entity.Issuer.Span, .. entity.Subject.Span]),
                entity.KeyHash,
                new X500DistinguishedName(entity.Subject.Span).Name);
    }

    private static SignerCertificate? Judge(CheckList checks, ReadOnlyMemory<byte> der, IReadOnlyList<ReadOnlyMemory<byte>> anchors, VerificationTime time)
    {
        if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
        {
            checks.Fail(EvidenceChecks.CertificateChain, Subject, EnrolmentReasons.IdevidUntrusted, fault.Expected, $"at byte {fault.Offset} of the certificate");
            return null;
        }

        List<SignerCertificate> companions = [];
        foreach (ReadOnlyMemory<byte> anchor in anchors)
        {
            if (CertificateParser.Parse(anchor).TryGet(out SignerCertificate? other, out _))
            {
                companions.Add(other);
            }
        }

        ChainPath path = ChainBuilder.Build(certificate, companions, anchors, time);
        if (path.Refusal is not null)
        {
            checks.Fail(EvidenceChecks.CertificateChain, Subject, EnrolmentReasons.IdevidUntrusted, "a path to a manufacturer's anchor", path.Found);
            return null;
        }

        checks.Pass(EvidenceChecks.CertificateChain, Subject, $"{path.Certificates.Count} certificate(s)");
        if (FindMisuse(certificate, path) is { } misuse)
        {
            checks.Fail(EvidenceChecks.CertificateUsage, Subject, EnrolmentReasons.IdevidUntrusted, "an end entity for digital signatures", misuse);
            return null;
        }

        checks.Pass(EvidenceChecks.CertificateUsage, Subject);
        DateTimeOffset start = path.Certificates.Max(each => each.NotBefore), end = path.Certificates.Min(each => each.NotAfter);
        if (time.Judge(start, end) == Validity.Valid)
        {
            checks.Pass(EvidenceChecks.CertificateValidity, Subject, time.Describe());
            return certificate;
        }

        checks.Fail(
            EvidenceChecks.CertificateValidity, Subject, EnrolmentReasons.IdevidUntrusted, $"a time from {DocumentDate.Format(start)} to {DocumentDate.Format(end)}", time.Describe());
        return null;
    }

    private static string? FindMisuse(SignerCertificate certificate, ChainPath path)
    {
        if (certificate.IsAuthority)
        {
            return "a certification authority";
        }

        if (certificate.DigitalSignature == false)
        {
            return "key usage without digitalSignature";
        }

        if (certificate.Usages is { } usages && !usages.Contains(Oids.ClientAuthentication) && !usages.Contains(Oids.AnyUsage))
        {
            return $"extended key usage {string.Join(", ", usages)}";
        }

        for (int i = 0; i < path.Certificates.Count; i++)
        {
            if (SignerKey.Read(path.Certificates[i].PublicKey, out _, out string kind) is null)
            {
                return $"{kind}, certificate {i + 1} of the path";
            }

            if (path.Certificates[i].Scheme is null && i < path.Certificates.Count - 1)
            {
                return $"a weak signature, certificate {i + 1} of the path";
            }
        }

        return null;
    }
}
