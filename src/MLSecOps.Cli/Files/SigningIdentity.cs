using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Cli.Keys;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Linux.Tokens;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Files;

/// <summary>A signer's certificate with its private key, and the certificates between it and its anchor.</summary>
internal sealed class SigningIdentity : IDisposable
{
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

    /// <summary>Who signs, in JSON.</summary>
    public SignerEntry Entry => new(
        Certificate.Subject,
        Sha256Digest.Of(Certificate.PublicKey.ExportSubjectPublicKeyInfo()).ToString(),
        Timestamp.Of(Certificate.NotAfter.ToUniversalTime()));

    /// <summary>Reads both files.</summary>
    /// <param name="certificateFile">PEM, the signer's certificate first, then intermediates.</param>
    /// <param name="keyFile">PEM: PKCS#8, plain or encrypted, or the older EC and RSA forms. Closed to other users.</param>
    /// <param name="passphrase">Opens an encrypted key; null when there is none.</param>
    public static SigningIdentity Load(string certificateFile, string keyFile, string? passphrase)
    {
        X509Certificate2Collection certificates = Certificates(certificateFile);
        using AsymmetricAlgorithm key = KeyFile.Load(keyFile, passphrase);
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

    /// <summary>Signs what an OMS bundle says about files.</summary>
    /// <param name="statement">What is signed.</param>
    /// <param name="now">The clock of this machine: what the certificate must be valid at.</param>
    /// <param name="usage">For whom: devices by their trust policy, or whoever verifies OMS bundles.</param>
    /// <exception cref="CommandFailure">No verifier would accept this signer, or the key cannot sign.</exception>
    public Parsed<ReadOnlyMemory<byte>> Sign(OmsStatement statement, DateTimeOffset now, SignerUsage usage)
    {
        SignerFitness.CheckOms(Certificate, now, usage);
        try
        {
            using ECDsa? own = _token is null ? Certificate.GetECDsaPrivateKey() : null;
            return OmsSigner.Sign(statement, own ?? (ECDsa)_token!.Algorithm, [Certificate, .. Intermediates]);
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
}
