using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Trust.Oms;

/// <summary>A bundle whose signature verifies, by its certificate or a known key. Whether the signer counts comes after.</summary>
internal sealed class OmsEnvelopeCheck
{
    private readonly OmsBundle _bundle;
    private readonly IReadOnlyList<SignerCertificate> _certificates;
    private readonly SignerKey _key;

    private OmsEnvelopeCheck(OmsBundle bundle, IReadOnlyList<SignerCertificate> certificates, SignerKey key)
    {
        _bundle = bundle;
        _certificates = certificates;
        _key = key;
    }

    /// <summary>Checks key and signature.</summary>
    /// <param name="bundle">Untrusted; of the method certificate where no key is given.</param>
    /// <param name="publicKey">DER of the trusted SubjectPublicKeyInfo; null to take that of the bundle's first certificate.</param>
    /// <param name="checks">Receives the checks.</param>
    /// <returns>Null when one failed.</returns>
    public static OmsEnvelopeCheck? Open(OmsBundle bundle, ReadOnlyMemory<byte>? publicKey, CheckList checks)
    {
        List<SignerCertificate> certificates = [];
        foreach (ReadOnlyMemory<byte> der in bundle.Certificates)
        {
            if (!CertificateParser.Parse(der).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
            {
                checks.Fail(CheckIds.Certificate, $"certificate {certificates.Count + 1} of the bundle", fault);
                return null;
            }

            certificates.Add(certificate);
        }

        ReadOnlyMemory<byte> info = publicKey ?? certificates[0].PublicKey;
        if (OmsSigner.DigestFor(info, out Reason? refusal, out string kind) is not { } digest || SignerKey.Read(info, out _, out _) is not { } key)
        {
            checks.Fail(CheckIds.Key, "signer", refusal!, "P-256, P-384 or P-521", kind);
            return null;
        }

        checks.Pass(CheckIds.Key, "signer", kind);
        byte[] signed = OmsBundleParser.PreAuthenticationEncoding(bundle.PayloadType, bundle.Payload.Span);
        if (!key.Verify(new SignatureScheme(SignatureFamily.Ecdsa, digest), signed, bundle.Signature.Span))
        {
            bool legacy = !OmsStatementParser.Parse(bundle.Payload).TryGet(out _, out FormatFault? fault) && fault.Reason == OmsReasons.LegacyForm;
            checks.Fail(OmsChecks.Signature, "bundle", legacy ? OmsReasons.LegacyForm : OmsReasons.SignatureInvalid);
            return null;
        }

        checks.Pass(OmsChecks.Signature, "bundle", $"ECDSA with {digest.Name}");
        return new OmsEnvelopeCheck(bundle, certificates, key);
    }

    /// <summary>Judges whether the policy accepts the signer, by the same path as those of CMS; only for the method certificate.</summary>
    public (SignerStanding Standing, SignerIdentity? Identity) Judge(RolePolicy policy, VerificationTime time, CheckList checks)
    {
        List<ReadOnlyMemory<byte>> tokens = [];
        foreach (ReadOnlyMemory<byte> stamp in _bundle.Timestamps)
        {
            // The specification's text says token, its producers write responses; what is neither is refused as a token.
            tokens.Add(TimestampResponse.Token(stamp).TryGet(out ReadOnlyMemory<byte> token, out _) ? token : stamp);
        }

        return new SignerPathAppraiser(checks, "signer", policy, time).Judge(_certificates[0], _key, [.. _certificates.Skip(1)], tokens, _bundle.Signature.Span);
    }
}
