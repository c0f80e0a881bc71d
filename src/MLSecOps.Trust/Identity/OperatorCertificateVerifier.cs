using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Identity;

/// <summary>Judges an operator's certificate: P-256 end entity with extended key usage clientAuth, below an anchor of the operators, which no device certificate is.</summary>
public static class OperatorCertificateVerifier
{
    private const string Subject = "operator";

    /// <summary>Judges the certificate.</summary>
    /// <param name="certificate">DER; untrusted.</param>
    /// <param name="companions">Those that came along; untrusted.</param>
    /// <param name="operators">The operators' anchors.</param>
    /// <param name="time">When.</param>
    public static OperatorAppraisal Verify(
        ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> companions, RolePolicy operators, VerificationTime time)
    {
        CheckList checks = new();
        EndEntityAppraiser appraiser = new(checks, Subject, EnrolmentReasons.NotAuthorised, [Oids.ClientAuthentication]);
        EndEntity? entity = appraiser.Judge(certificate, companions, operators, time);
        string? name = null;
        Sha256Digest? key = null;
        if (entity is not null)
        {
            EndEntityAppraiser.CheckValidity(checks, Subject, entity.Start, entity.End, time, EnrolmentReasons.NotAuthorised);
            key = entity.Key.Hash;
            entity.Key.Dispose();
            name = ReadName(certificate);
        }

        checks.SkipRest(EvidenceChecks.OfOperator, Subject);
        return new OperatorAppraisal(TrustVerdict.From(checks.All, PackageReasons.NotReached), name, key);
    }

    private static string ReadName(ReadOnlyMemory<byte> der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
            return certificate.Subject;
        }
        catch (CryptographicException)
        {
            return string.Empty;
        }
    }
}
