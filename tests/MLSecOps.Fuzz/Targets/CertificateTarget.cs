using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;

namespace MLSecOps.Fuzz.Targets;

/// <summary>X.509 certificates. Of what is accepted: every part stands in the input, and the platform's parser, where it accepts too, reads the same names, dates, serial number and rights.</summary>
internal sealed class CertificateTarget : FuzzTarget
{
    public override string Name => "certificate";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(CertificateParser.Parse(input), certificate => Check(input, certificate));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-root", ThrowAwayKeys.Root.Anchor);
        yield return ("valid-publisher", ThrowAwayKeys.Publisher.RawData);
        yield return ("valid-p384", ThrowAwayKeys.Second.RawData);
        yield return ("valid-rsa", ThrowAwayKeys.Rsa.RawData);
        yield return ("valid-stamper", ThrowAwayKeys.Stamper.RawData);
        yield return ("valid-server", ThrowAwayKeys.Root.Issue("Seed Server", new CertificateProfile { HostNames = ["hub.example"], Addresses = ["192.0.2.1"], Usages = [CertificateProfile.ServerAuth] }).RawData);
        yield return ("valid-path-length", ThrowAwayKeys.Root.Intermediate("Seed Intermediate", new CertificateProfile { Usages = [CertificateProfile.AnyUsage], PathLength = 0, CrlSign = false }).Anchor);
    }

    private static void Check(ReadOnlyMemory<byte> input, SignerCertificate certificate)
    {
        BrokenInvariantException.UnlessSame(input.Span, certificate.Der.Span, "the certificate is the input");
        foreach (ReadOnlyMemory<byte> part in new[] { certificate.Issuer, certificate.Subject, certificate.Serial, certificate.PublicKey, certificate.KeyIdentifier ?? default })
        {
            BrokenInvariantException.Unless(input.Span.IndexOf(part.Span) >= 0, "each part stands in the input");
        }

        // A key that cannot be read has no strength, and says so without an exception.
        SignerKey.Read(certificate.PublicKey, out _, out string kind);
        BrokenInvariantException.Unless(kind.Length > 0, "a key has a kind");
        try
        {
            using X509Certificate2 other = X509CertificateLoader.LoadCertificate(input.Span);
            Compare(certificate, other);
        }
        catch (CryptographicException)
        {
            // The platform refuses it, or an extension that it reads late.
        }
    }

    private static void Compare(SignerCertificate own, X509Certificate2 other)
    {
        BrokenInvariantException.UnlessSame(other.IssuerName.RawData, own.Issuer.Span, "issuer as the platform reads it");
        BrokenInvariantException.UnlessSame(other.SubjectName.RawData, own.Subject.Span, "subject as the platform reads it");
        BrokenInvariantException.UnlessSame(other.SerialNumberBytes.Span, own.Serial.Span, "serial number as the platform reads it");
        BrokenInvariantException.Unless(own.NotBefore == other.NotBefore.ToUniversalTime() && own.NotAfter == other.NotAfter.ToUniversalTime(), $"validity as the platform reads it: {other.NotBefore:u} to {other.NotAfter:u}, not {own.NotBefore:u} to {own.NotAfter:u}");
        foreach (X509Extension extension in other.Extensions)
        {
            switch (extension)
            {
                case X509BasicConstraintsExtension constraints:
                    BrokenInvariantException.Unless(constraints.CertificateAuthority == own.IsAuthority, "authority or not, as the platform reads it");
                    break;
                case X509KeyUsageExtension usage:
                    BrokenInvariantException.Unless(usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature) == own.DigitalSignature && usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign) == own.CrlSign, "key usage as the platform reads it");
                    break;
                case X509EnhancedKeyUsageExtension usages:
                    BrokenInvariantException.Unless(usages.EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value).SequenceEqual(own.Usages ?? []), "extended key usage as the platform reads it");
                    break;
                default:
                    break;
            }
        }
    }
}
