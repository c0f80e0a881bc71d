using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.Cli.Commands;

/// <summary>One role's CA and signing key, ECDSA P-256, as PEM.</summary>
/// <param name="Anchor">CA certificate: what devices hold.</param>
/// <param name="AnchorKey">CA private key, PKCS#8: issues further signing certificates; belongs offline.</param>
/// <param name="Certificate">Signing certificate.</param>
/// <param name="Key">Signing private key, PKCS#8.</param>
internal sealed record RoleKeys(string Anchor, string AnchorKey, string Certificate, string Key)
{
    private const int AnchorYears = 20;
    private const int SignerYears = 3;

    // OWASP's figure for PBKDF2 with SHA-256, rounded up.
    private const int PassphraseRounds = 600_000;

    private const string CodeSigning = "1.3.6.1.5.5.7.3.3"; // RFC 5280, section 4.2.1.12

    /// <summary>The roles, in the order of trust.toml.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["publisher", "director", "root", "hub"];

    /// <summary>What a role's signature says.</summary>
    public static string PurposeOf(string role) => role switch
    {
        "publisher" => "Signs models and bulletins: this is release N of a model.",
        "director" => "Signs directives: which releases a device runs.",
        "root" => "Signs the next version of these anchors.",
        _ => "Signs what the hub says about evidence.",
    };

    /// <summary>Makes fresh keys. Certificates begin an hour ago, so that a slow clock elsewhere accepts them.</summary>
    public static RoleKeys Make(string role, string? fleet, DateTimeOffset now, string? passphrase)
    {
        string owner = fleet is null ? role : $"{fleet} {role}";
        DateTimeOffset start = now.AddHours(-1);
        using ECDsa anchorKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest anchorRequest = new($"CN={owner} CA", anchorKey, HashAlgorithmName.SHA256);
        anchorRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        anchorRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        X509SubjectKeyIdentifierExtension anchorId = new(anchorRequest.PublicKey, critical: false);
        anchorRequest.CertificateExtensions.Add(anchorId);
        using X509Certificate2 anchor = anchorRequest.Create(
            anchorRequest.SubjectName, X509SignatureGenerator.CreateForECDsa(anchorKey), start, start.AddYears(AnchorYears), SerialNumber());

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={owner} 1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CodeSigning)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(anchorId));
        using X509Certificate2 certificate = request.Create(
            anchor.SubjectName, X509SignatureGenerator.CreateForECDsa(anchorKey), start, start.AddYears(SignerYears), SerialNumber());
        return new RoleKeys(Pem(anchor), Pem(anchorKey, passphrase), Pem(certificate), Pem(key, passphrase));
    }

    // Positive and of at most 20 bytes, RFC 5280, section 4.1.2.2.
    private static byte[] SerialNumber()
    {
        byte[] number = RandomNumberGenerator.GetBytes(16);
        number[0] = (byte)((number[0] & 0x7f) | 0x40);
        return number;
    }

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    private static string Pem(ECDsa key, string? passphrase) => passphrase is null
        ? key.ExportPkcs8PrivateKeyPem() + "\n"
        : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseRounds)) + "\n";
}
