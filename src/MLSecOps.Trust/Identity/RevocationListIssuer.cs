using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Trust.Identity;

/// <summary>Signs the list of device certificates that do not count any more: a complete X.509 v2 CRL (RFC 5280, 5) with number and reasons, for brokers that judge certificates themselves.</summary>
public static class RevocationListIssuer
{
    /// <summary>Signs a list.</summary>
    /// <param name="revoked">Certificates that this authority issued; those that have expired may be left out.</param>
    /// <param name="authority">The device CA's certificate with its private key; its key usage allows CRLs.</param>
    /// <param name="number">Higher than that of the list before.</param>
    /// <param name="thisUpdate">When.</param>
    /// <param name="nextUpdate">Until when it may be relied on: OpenSSL refuses everybody after it.</param>
    /// <returns>DER.</returns>
    /// <exception cref="ArgumentException">The authority may not sign CRLs, or has no private key.</exception>
    public static byte[] Issue(IEnumerable<RevokedCertificate> revoked, X509Certificate2 authority, long number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate)
    {
        CertificateRevocationListBuilder builder = new();
        foreach (RevokedCertificate each in revoked)
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(each.Certificate.Span);
            builder.AddEntry(certificate, each.Since, (X509RevocationReason)(int)each.Cause);
        }

        return builder.Build(authority, new BigInteger(number), nextUpdate, HashAlgorithmName.SHA256, rsaSignaturePadding: null, thisUpdate);
    }
}
