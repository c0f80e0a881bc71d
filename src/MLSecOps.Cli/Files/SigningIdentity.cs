using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Cli.Keys;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tokens;
using MLSecOps.Trust.Documents;

namespace MLSecOps.Cli.Files;

/// <summary>A signer's certificate with its private key, and the certificates between it and its anchor.</summary>
internal sealed class SigningIdentity : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly TokenKey? _token;

    private SigningIdentity(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> intermediates, TokenKey? token = null)
    {
        Certificate = certificate;
        Intermediates = intermediates;
        _token = token;
    }

    /// <summary>With its private key, unless that is on a token.</summary>
    public X509Certificate2 Certificate { get; }

    public IReadOnlyList<X509Certificate2> Intermediates { get; }

    /// <summary>Reads both files.</summary>
    /// <param name="certificateFile">PEM, the signer's certificate first, then intermediates.</param>
    /// <param name="keyFile">PEM: PKCS#8, plain or encrypted, or the older EC and RSA forms. Closed to other users.</param>
    /// <param name="passphrase">Opens an encrypted key; null when there is none.</param>
    public static SigningIdentity Load(string certificateFile, string keyFile, string? passphrase)
    {
        X509Certificate2Collection certificates = Certificates(certificateFile);
        using AsymmetricAlgorithm key = Key(keyFile, passphrase);
        try
        {
            X509Certificate2 signer = key is ECDsa ec ? certificates[0].CopyWithPrivateKey(ec) : certificates[0].CopyWithPrivateKey((RSA)key);
            return new SigningIdentity(signer, Between(certificates));
        }
        catch (ArgumentException)
        {
            throw new CommandFailure(CommandReasons.KeyMismatch, $"{keyFile} is not the key of {certificateFile}");
        }
    }

    /// <summary>Reads the certificate and finds its key on a token, where it stays.</summary>
    /// <param name="certificateFile">PEM, the signer's certificate first, then intermediates.</param>
    /// <param name="key">Where the key is.</param>
    /// <param name="pin">The token's PIN; null when there is none.</param>
    public static SigningIdentity OnToken(string certificateFile, KeyUri key, string? pin)
    {
        X509Certificate2Collection certificates = Certificates(certificateFile);
        try
        {
            return new SigningIdentity(certificates[0], Between(certificates), TokenKey.Open(key.Address, pin, certificates[0]));
        }
        catch (TokenException failed)
        {
            throw TokenFailure.Of(failed);
        }
    }

    /// <summary>Signs a document, or adds this signer to those it has.</summary>
    /// <param name="content">The document.</param>
    /// <param name="now">The clock of this machine: the signing time, and what the certificate must be valid at.</param>
    /// <param name="existing">The CMS whose signers are kept; null to begin one.</param>
    /// <exception cref="CommandFailure">No device would accept this signer, or the key cannot sign.</exception>
    public Parsed<ReadOnlyMemory<byte>> Sign(ReadOnlySpan<byte> content, DateTimeOffset now, ReadOnlyMemory<byte>? existing = null)
    {
        SignerFitness.Check(Certificate, now);
        try
        {
            return DocumentSigner.Sign(content, Certificate, Intermediates, now, existing, _token?.Algorithm);
        }
        catch (TokenException failed)
        {
            throw TokenFailure.Of(failed);
        }
    }

    public void Dispose()
    {
        _token?.Dispose();
        Certificate.Dispose();
    }

    private static List<X509Certificate2> Between(X509Certificate2Collection certificates) =>
        [.. certificates.Skip(1).Where(certificate => certificate.Subject != certificate.Issuer)];

    private static X509Certificate2Collection Certificates(string file)
    {
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(Encoding.UTF8.GetString(SmallFile.Read(file, out _)));
            return certificates.Count > 0 ? certificates : throw new CommandFailure(CommandReasons.CertificateUnusable, $"{file} holds no PEM certificate");
        }
        catch (CryptographicException)
        {
            throw new CommandFailure(CommandReasons.CertificateUnusable, $"{file} holds a damaged certificate");
        }
    }

    private static AsymmetricAlgorithm Key(string file, string? passphrase)
    {
        byte[] content = SmallFile.Read(file, out UnixFileMode mode);
        if ((mode & Others) != 0 && File.Exists(file))
        {
            throw new CommandFailure(CommandReasons.KeyUnusable, $"{file} is open to every user of this machine");
        }

        string pem = Encoding.UTF8.GetString(content);
        CryptographicOperations.ZeroMemory(content);
        bool encrypted = pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        if (encrypted && passphrase is null)
        {
            throw new CommandFailure(new Failure(
                CommandReasons.KeyUnusable, $"{file} is encrypted", "no passphrase is given", "Name the file whose first line is the passphrase: --passphrase-file FILE."));
        }

        return Import(ECDsa.Create(), pem, encrypted ? passphrase : null)
            ?? Import(RSA.Create(), pem, encrypted ? passphrase : null)
            ?? throw new CommandFailure(
                CommandReasons.KeyUnusable,
                $"{file} holds no private key that can be used",
                encrypted ? "the passphrase does not open it, or it is neither EC nor RSA" : "it is not PEM, or neither EC nor RSA");
    }

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, string pem, string? passphrase)
    {
        try
        {
            if (passphrase is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }

            return key;
        }
        catch (Exception unfit) when (unfit is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }
}
