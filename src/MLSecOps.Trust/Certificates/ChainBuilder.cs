using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Certificates;

/// <summary>Builds the path from a signer to an anchor and says what is wrong with it, dates excepted.</summary>
/// <remarks>
/// The platform's path builder (RFC 5280, 6: names, signatures, basic constraints, path length, name constraints, critical extensions)
/// with custom root trust: the role's anchors only, no system store, no download, no revocation source. Dates are left to the
/// caller, who judges every certificate of the path by the origin of the time.
/// </remarks>
internal static class ChainBuilder
{
    // What the caller judges by itself, or what no source here could answer.
    private const X509ChainStatusFlags Ignored =
        X509ChainStatusFlags.NoError | X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested;

    private const X509ChainStatusFlags Untrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid | X509ChainStatusFlags.Cyclic
        | X509ChainStatusFlags.ExplicitDistrust;

    /// <summary>Builds the path.</summary>
    /// <param name="signer">Its first certificate.</param>
    /// <param name="companions">Certificates that came along; untrusted.</param>
    /// <param name="anchors">The role's anchors.</param>
    /// <param name="time">Prefers, among several paths, one that is valid then.</param>
    public static ChainPath Build(SignerCertificate signer, IReadOnlyList<SignerCertificate> companions, IReadOnlyList<ReadOnlyMemory<byte>> anchors, VerificationTime time)
    {
        List<X509Certificate2> loaded = [];
        using X509Chain chain = new();
        try
        {
            X509ChainPolicy policy = chain.ChainPolicy;
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.DisableCertificateDownloads = true;
            policy.RevocationMode = X509RevocationMode.NoCheck;
            policy.VerificationTime = time.Instant.UtcDateTime;
            policy.VerificationTimeIgnored = false;
            foreach (ReadOnlyMemory<byte> anchor in anchors)
            {
                policy.CustomTrustStore.Add(Load(anchor, loaded));
            }

            foreach (SignerCertificate companion in companions)
            {
                policy.ExtraStore.Add(Load(companion.Der, loaded));
            }

            X509Certificate2 leaf = Load(signer.Der, loaded);
            chain.Build(leaf);
            return Read(chain, leaf, anchors);
        }
        catch (CryptographicException)
        {
            return new ChainPath([], leafSubject(loaded), SignatureReasons.CertificateInvalid, "a certificate that the platform cannot load");
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }

            loaded.ForEach(certificate => certificate.Dispose());
        }

        static string leafSubject(List<X509Certificate2> certificates) => certificates.Count == 0 ? "" : certificates[^1].Subject;
    }

    private static ChainPath Read(X509Chain chain, X509Certificate2 leaf, IReadOnlyList<ReadOnlyMemory<byte>> anchors)
    {
        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            flags |= status.Status;
        }

        flags &= ~Ignored;
        ReadOnlyMemory<byte>[] path = [.. chain.ChainElements.Select(element => element.Certificate.RawDataMemory)];
        // Belt and braces: whatever the platform says, the path must end in the very bytes of an anchor.
        bool anchored = path.Length > 0 && anchors.Any(anchor => anchor.Span.SequenceEqual(path[^1].Span));
        if ((flags & Untrusted) != 0 || !anchored)
        {
            return new ChainPath([], leaf.Subject, SignatureReasons.ChainUntrusted, anchored ? $"{flags & Untrusted}" : "a path that ends at no anchor of this role");
        }

        List<SignerCertificate> certificates = [];
        foreach (ReadOnlyMemory<byte> der in path)
        {
            if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out _))
            {
                return new ChainPath([], leaf.Subject, SignatureReasons.CertificateInvalid, "an anchor that is not strict DER");
            }

            certificates.Add(certificate);
        }

        return new ChainPath(certificates, leaf.Subject, flags == 0 ? null : SignatureReasons.ChainInvalid, flags == 0 ? null : $"{flags}");
    }

    private static X509Certificate2 Load(ReadOnlyMemory<byte> der, List<X509Certificate2> loaded)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der.Span);
        loaded.Add(certificate);
        return certificate;
    }
}
