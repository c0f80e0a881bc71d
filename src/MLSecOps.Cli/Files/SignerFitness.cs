using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Cli.Keys;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Files;

/// <summary>Says before signing what every device would say after it.</summary>
internal static class SignerFitness
{
    private const int LeastRsaBits = 2048;

    // RFC 5280, section 4.2.1.12: counts as every usage, where a role's policy is that of OMS.
    private const string AnyUsage = "2.5.29.37.0";

    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>As <see cref="Check"/>, for OMS bundles, which are signed on elliptic curves alone.</summary>
    /// <param name="certificate">The signer's.</param>
    /// <param name="now">The clock of this machine.</param>
    /// <param name="usage">With <see cref="SignerUsage.Oms"/>, authorities that are also for signing code may sign, as the reference producer's do.</param>
    public static void CheckOms(X509Certificate2 certificate, DateTimeOffset now, SignerUsage usage)
    {
        using ECDsa? key = certificate.GetECDsaPublicKey();
        if (key is null)
        {
            throw Unfit(certificate, "OMS bundles are signed on P-256, P-384 or P-521, and its key is of another kind");
        }

        Check(certificate, now, usage);
    }

    /// <exception cref="CommandFailure">No device would accept what this key signs.</exception>
    public static void CheckOms(AsymmetricAlgorithm key, string file)
    {
        if (key is not ECDsa ec || !Curves.Contains(ec.ExportParameters(false).Curve.Oid?.Value))
        {
            throw new CommandFailure(CommandReasons.KeyUnusable, $"{file} holds no key that can sign OMS bundles", "they are signed on P-256, P-384 or P-521");
        }
    }

    /// <exception cref="CommandFailure">No device would accept what this certificate signs now.</exception>
    public static void Check(X509Certificate2 certificate, DateTimeOffset now, SignerUsage usage = SignerUsage.Strict)
    {
        if (Weakness(certificate) is { } weakness)
        {
            throw Unfit(certificate, weakness);
        }

        DateTimeOffset from = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset until = certificate.NotAfter.ToUniversalTime();
        if (now < from || now > until)
        {
            throw Unfit(certificate, $"it is valid from {DocumentDate.Format(from)} to {DocumentDate.Format(until)}, and now is {DocumentDate.Format(now)}");
        }

        string[] usages = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.OfType<Oid>()).Select(oid => oid.Value ?? string.Empty)];
        bool[] signs = [.. certificate.Extensions.OfType<X509KeyUsageExtension>().Select(extension => (extension.KeyUsages & X509KeyUsageFlags.DigitalSignature) != 0)];
        bool alsoSigner = usage == SignerUsage.Oms && signs is [true] && usages.Contains(KeyUses.Code);
        if (!alsoSigner && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            throw Unfit(certificate, "it is a CA's; CAs issue certificates and sign no models");
        }

        if (signs.Contains(false))
        {
            throw Unfit(certificate, "its key usage lacks digitalSignature");
        }

        if (usages.Length > 0 && !usages.Contains(KeyUses.Code) && !usages.Contains(AnyUsage))
        {
            throw Unfit(certificate, $"its extended key usage is {string.Join(", ", usages)}, not codeSigning ({KeyUses.Code})");
        }
    }

    private static string? Weakness(X509Certificate2 certificate)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        using ECDsa? ec = certificate.GetECDsaPublicKey();
        return rsa is not null ? rsa.KeySize < LeastRsaBits ? $"its key is RSA of {rsa.KeySize} bits, the least is {LeastRsaBits}" : null
            : ec is null ? "its key is neither RSA nor ECDSA"
            : Curves.Contains(ec.ExportParameters(false).Curve.Oid?.Value) ? null
            : "its key is on a curve other than P-256, P-384 and P-521";
    }

    private static CommandFailure Unfit(X509Certificate2 certificate, string why) =>
        new(CommandReasons.SignerUnfit, $"no device would accept what {certificate.Subject} signs", why);
}
