using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Trust.Certificates;

namespace MLSecOps.Cli.Keys;

/// <summary>Makes certificates with fresh keys: anchors, and what they issue.</summary>
/// <remarks>Certificates begin an hour ago, so that a slow clock elsewhere accepts them.</remarks>
/// <param name="now">The clock of this machine.</param>
internal sealed class CertificateIssue(DateTimeOffset now)
{
    private const int AnchorYears = 20;
    private const int OtherYears = 3;

    private readonly DateTimeOffset _start = now.AddHours(-1);

    /// <summary>Makes an anchor: a self-signed CA.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="pathLength">How many CAs may follow below it.</param>
    public KeyedCertificate Anchor(string name, int pathLength = 0)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Authority(name, key, pathLength);
        return new KeyedCertificate(
            request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), _start, _start.AddYears(AnchorYears), SerialNumber()), key);
    }

    /// <summary>Makes a CA below an anchor that issues end entities of one use only.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="use">One of <see cref="KeyUses"/>.</param>
    /// <param name="above">The anchor; must allow a path length of 1.</param>
    public KeyedCertificate Intermediate(string name, string use, KeyedCertificate above)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Authority(name, key, pathLength: 0);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: false));
        return Issue(request, key, above);
    }

    /// <summary>Makes an end entity.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="use">One of <see cref="KeyUses"/>.</param>
    /// <param name="above">Who issues it.</param>
    /// <param name="names">Subject alternative names; null for none.</param>
    public KeyedCertificate EndEntity(string name, string use, KeyedCertificate above, X509Extension? names = null)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], critical: use == KeyUses.TimeStamping));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        return Issue(request, key, above);
    }

    private static CertificateRequest Authority(string name, ECDsa key, int pathLength)
    {
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLength, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private KeyedCertificate Issue(CertificateRequest request, ECDsa key, KeyedCertificate above)
    {
        X509SubjectKeyIdentifierExtension id = above.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(id));
        return new KeyedCertificate(
            request.Create(above.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(above.Key), _start, _start.AddYears(OtherYears), SerialNumber()), key);
    }

    private static byte[] SerialNumber() => CertificateSerial.Of(RandomNumberGenerator.GetBytes(CertificateSerial.Bytes));
}
