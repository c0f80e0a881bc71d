using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Cli.Keys;

/// <summary>A certificate that was just made, with its private key, ECDSA P-256.</summary>
/// <remarks>Owns both.</remarks>
internal sealed class KeyedCertificate(X509Certificate2 certificate, ECDsa key) : IDisposable
{
    // OWASP's figure for PBKDF2 with SHA-256, rounded up.
    private const int PassphraseRounds = 600_000;

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>Its private key.</summary>
    public ECDsa Key => key;

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem => certificate.ExportCertificatePem() + "\n";

    /// <summary>The private key as PEM, PKCS#8.</summary>
    /// <param name="passphrase">Encrypts it; null leaves it open.</param>
    public string KeyPem(string? passphrase) => passphrase is null
        ? key.ExportPkcs8PrivateKeyPem() + "\n"
        : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseRounds)) + "\n";

    /// <summary>A revocation list of this authority that revokes nobody, as PEM; it lasts as long as the authority.</summary>
    /// <param name="now">The clock of this machine.</param>
    public string EmptyListPem(DateTimeOffset now)
    {
        using X509Certificate2 authority = certificate.CopyWithPrivateKey(key);
        byte[] list = RevocationListIssuer.Issue([], authority, 1, now.AddHours(-1), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        return PemEncoding.WriteString("X509 CRL", list) + "\n";
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
