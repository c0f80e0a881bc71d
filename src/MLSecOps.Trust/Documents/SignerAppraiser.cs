using MLSecOps.Core.Findings;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>Judges one SignerInfo, one check after the other.</summary>
/// <param name="checks">Receives the checks.</param>
/// <param name="name">How the signer is called before its certificate is known.</param>
/// <param name="bag">Where its certificate may be.</param>
/// <param name="policy">Whom to trust.</param>
/// <param name="time">When.</param>
internal sealed class SignerAppraiser(CheckList checks, string name, CertificateBag bag, RolePolicy policy, VerificationTime time)
{
    /// <summary>Judges the signer: first the mathematics, then whether the policy accepts it.</summary>
    public (SignerStanding Standing, SignerIdentity? Identity) Judge(SignerRecord signer, ReadOnlySpan<byte> content)
    {
        (SignerCertificate? certificate, Reason? refusal) = bag.Find(signer);
        if (certificate is null)
        {
            checks.Fail(CheckIds.Certificate, name, refusal!);
            return default;
        }

        checks.Pass(CheckIds.Certificate, name);
        SignerKey? key = SignerKey.Read(certificate.PublicKey, out refusal, out string kind);
        if (key is null)
        {
            checks.Fail(CheckIds.Key, name, refusal!, "RSA of at least 2048 bits, P-256, P-384 or P-521", kind);
            return default;
        }

        checks.Pass(CheckIds.Key, name, key.Name);
        if (!SignatureScheme.Hash(signer.Digest, content).AsSpan().SequenceEqual(signer.MessageDigest.Span))
        {
            checks.Fail(CheckIds.ContentDigest, name, SignatureReasons.DigestMismatch);
            return (SignerStanding.Forged, null);
        }

        checks.Pass(CheckIds.ContentDigest, name, signer.Digest.Name);
        if (!key.Verify(signer.Scheme, signer.SignedAttributes.Span, signer.Signature.Span))
        {
            checks.Fail(CheckIds.Value, name, SignatureReasons.Invalid);
            return (SignerStanding.Forged, null);
        }

        checks.Pass(CheckIds.Value, name);
        SignerPathAppraiser path = new(checks, name, policy, time);
        return path.Judge(certificate, key, bag.Companions, signer.Timestamps, signer.Signature.Span);
    }
}
