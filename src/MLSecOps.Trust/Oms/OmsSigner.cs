using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Certificates;

namespace MLSecOps.Trust.Oms;

/// <summary>Signs OMS statements: ECDSA over the DSSE encoding, with the hash of the curve, in a bundle of the method key or certificate (OMS v1.0, 4).</summary>
public static class OmsSigner
{
    /// <summary>Signs a statement.</summary>
    /// <param name="statement">What to sign.</param>
    /// <param name="key">Private key on P-256, P-384 or P-521; it may be on a token. Not disposed.</param>
    /// <param name="certificates">The signer's, then those between it and its root; none to sign with the key alone, which the verifier must then know.</param>
    /// <returns>The bundle, or why there can be none: the statement breaks a rule of OMS, or is too large.</returns>
    /// <exception cref="ArgumentException">The key is on another curve; the caller checks that before.</exception>
    public static Parsed<ReadOnlyMemory<byte>> Sign(OmsStatement statement, ECDsa key, IReadOnlyList<X509Certificate2> certificates)
    {
        if (!OmsStatementWriter.Write(statement).TryGet(out ReadOnlyMemory<byte> payload, out FormatFault? fault))
        {
            return fault;
        }

        byte[] signed = OmsBundleParser.PreAuthenticationEncoding(OmsBundleParser.PayloadType, payload.Span);
        byte[] signature = key.SignData(signed, DigestFor(key), DSASignatureFormat.Rfc3279DerSequence);
        return OmsBundleWriter.Write(new OmsBundle(
            certificates.Count > 0 ? OmsMethod.Certificate : OmsMethod.Key,
            [.. certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)],
            [],
            OmsBundleParser.PayloadType,
            payload,
            signature)
        {
            KeyHint = certificates.Count > 0 ? null : HintOf(key),
        });
    }

    /// <summary>The digest that OMS pairs with a curve; null for a key that cannot sign bundles.</summary>
    /// <param name="publicKeyInfo">DER of the SubjectPublicKeyInfo; may be untrusted.</param>
    /// <param name="refusal">Why not; null when it can.</param>
    /// <param name="kind">What kind of key it is, for the report.</param>
    internal static HashAlgorithmName? DigestFor(ReadOnlyMemory<byte> publicKeyInfo, out Reason? refusal, out string kind)
    {
        SignerKey? key = SignerKey.Read(publicKeyInfo, out refusal, out kind);
        HashAlgorithmName? digest = key?.Name switch { "P-256" => HashAlgorithmName.SHA256, "P-384" => HashAlgorithmName.SHA384, "P-521" => HashAlgorithmName.SHA512, _ => null };
        refusal = digest is null ? refusal ?? SignatureReasons.KeyUnsupported : null;
        return digest;
    }

    private static HashAlgorithmName DigestFor(ECDsa key) =>
        DigestFor(key.ExportSubjectPublicKeyInfo(), out _, out string kind) ?? throw new ArgumentException($"A key of kind {kind} cannot sign OMS bundles.", nameof(key));

    // As the reference producer computes it: over the PEM text with its last line feed, not over the DER.
    private static string HintOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n")));
}
