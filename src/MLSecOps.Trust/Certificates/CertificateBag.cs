using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Certificates;

/// <summary>The certificates among which a signer's is looked up: those of the envelope, then the anchors.</summary>
internal sealed class CertificateBag
{
    private readonly IReadOnlyList<SignerCertificate> _anchors;

    private CertificateBag(IReadOnlyList<SignerCertificate> companions, IReadOnlyList<SignerCertificate> anchors)
    {
        Companions = companions;
        _anchors = anchors;
    }

    /// <summary>The certificates of the envelope.</summary>
    public IReadOnlyList<SignerCertificate> Companions { get; }

    /// <summary>Reads the certificates of an envelope; refuses two different ones with the same issuer and serial number, or the same one twice.</summary>
    /// <param name="certificates">DER; untrusted.</param>
    /// <param name="anchors">DER of the role's anchors; an anchor that is not strict DER is never a signer.</param>
    public static Parsed<CertificateBag> Open(IReadOnlyList<ReadOnlyMemory<byte>> certificates, IReadOnlyList<ReadOnlyMemory<byte>> anchors)
    {
        List<SignerCertificate> companions = [];
        foreach (ReadOnlyMemory<byte> der in certificates)
        {
            if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
            {
                return fault with { Found = $"certificate {companions.Count + 1} of the envelope" };
            }

            if (companions.Exists(other => other.Serial.Span.SequenceEqual(certificate.Serial.Span) && other.Issuer.Span.SequenceEqual(certificate.Issuer.Span)))
            {
                return new FormatFault(SignatureReasons.CertificateAmbiguous, 0, "each issuer and serial number once", $"certificate {companions.Count + 1} of the envelope");
            }

            companions.Add(certificate);
        }

        List<SignerCertificate> trusted = [];
        foreach (ReadOnlyMemory<byte> der in anchors)
        {
            if (CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out _))
            {
                trusted.Add(certificate);
            }
        }

        return new CertificateBag(companions, trusted);
    }

    /// <summary>Finds the certificate that a SignerInfo names.</summary>
    /// <returns>The certificate, or why there is none.</returns>
    public (SignerCertificate? Certificate, Reason? Refusal) Find(SignerRecord signer)
    {
        SignerCertificate[] found = [.. Companions.Where(certificate => certificate.IsNamedBy(signer))];
        if (found.Length == 0)
        {
            found = [.. _anchors.Where(certificate => certificate.IsNamedBy(signer))];
        }

        return found.Length switch
        {
            1 => (found[0], null),
            0 => (null, SignatureReasons.CertificateMissing),
            _ => (null, SignatureReasons.CertificateAmbiguous),
        };
    }
}
