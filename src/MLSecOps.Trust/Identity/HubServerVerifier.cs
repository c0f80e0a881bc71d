using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Identity;

/// <summary>Judges the certificate of a TLS server that says it is the hub: P-256 end entity with extended key usage serverAuth, below an anchor of the hub, for the name that was asked for. The system's store of authorities has no say.</summary>
public static class HubServerVerifier
{
    private const string Subject = "hub";

    /// <summary>Judges the certificate.</summary>
    /// <param name="certificate">DER; untrusted.</param>
    /// <param name="companions">Those that the server sent along; untrusted.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="host">Host name or IP address that was connected to.</param>
    /// <param name="pin">SHA-256 of the SubjectPublicKeyInfo that it must have besides, from an enrolment token; null when nothing is pinned.</param>
    /// <param name="time">When.</param>
    public static TrustVerdict Verify(
        ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> companions, RolePolicy hub, string host, Sha256Digest? pin, VerificationTime time)
    {
        CheckList checks = new();
        EndEntityAppraiser appraiser = new(checks, Subject, EnrolmentReasons.HubNotTrusted, [Oids.ServerAuthentication]);
        EndEntity? entity = appraiser.Judge(certificate, companions, hub, time);
        if (entity is not null)
        {
            using VerificationKey key = entity.Key;
            CheckName(checks, certificate, host);
            EndEntityAppraiser.CheckValidity(checks, Subject, entity.Start, entity.End, time, EnrolmentReasons.HubNotTrusted);
            if (pin is { } expected)
            {
                CheckPin(checks, key.Hash, expected);
            }
        }

        checks.SkipRest(pin is null ? EvidenceChecks.OfCertificate : [.. EvidenceChecks.OfCertificate, EvidenceChecks.CertificatePin], Subject);
        return TrustVerdict.From(checks.All, PackageReasons.NotReached);
    }

    private static void CheckPin(CheckList checks, Sha256Digest found, Sha256Digest expected)
    {
        if (found == expected)
        {
            checks.Pass(EvidenceChecks.CertificatePin, Subject, found.Hex);
        }
        else
        {
            checks.Fail(EvidenceChecks.CertificatePin, Subject, EnrolmentReasons.PinMismatch, expected.Hex, found.Hex);
        }
    }

    // RFC 9525: subject alternative names only, and no wildcards, which our authorities never issue.
    private static void CheckName(CheckList checks, ReadOnlyMemory<byte> der, string host)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
            if (certificate.MatchesHostname(host, allowWildcards: false, allowCommonName: false))
            {
                checks.Pass(EvidenceChecks.CertificateName, Subject, host);
                return;
            }
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or ArgumentException)
        {
            // The platform cannot read its names, or the host is none: then it does not match either.
        }

        checks.Fail(EvidenceChecks.CertificateName, Subject, EnrolmentReasons.HubNotTrusted, $"a certificate for {host}", "other names");
    }
}
