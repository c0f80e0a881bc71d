using System.Security.Cryptography;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;

namespace MLSecOps.Trust.Evidence;

/// <summary>Makes and checks ES256 signatures over COSE_Sign1 messages: the only place where that is done.</summary>
internal static class CoseSignature
{
    private const int KeyBits = 256;

    /// <summary>Signs a payload.</summary>
    /// <param name="payload">What is signed and travels inside.</param>
    /// <param name="key">A P-256 key.</param>
    /// <param name="contentType">Kind of message; null for evidence, whose profile says it.</param>
    /// <param name="certificates">DER of the signer's certificate and those above it, without the root; may be empty.</param>
    /// <exception cref="ArgumentException">Another kind of key; the caller checks when it loads it.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> payload, ECDsa key, string? contentType, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        if (key.KeySize != KeyBits)
        {
            throw new ArgumentException($"ES256 needs a P-256 key, not one of {key.KeySize} bits.", nameof(key));
        }

        byte[] header = CoseSign1Writer.ProtectedHeader(SHA256.HashData(key.ExportSubjectPublicKeyInfo()), contentType);
        byte[] signature = key.SignData(CoseSign1.ToBeSigned(header, payload), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return CoseSign1Writer.Write(header, certificates, payload, signature);
    }

    /// <summary>Checks kind, key identifier and signature of a message; records each.</summary>
    /// <returns>True when all three hold.</returns>
    public static bool Check(CheckList checks, CoseSign1 message, string subject, VerificationKey key, string? contentType) =>
        CheckContentType(checks, message, subject, contentType) && CheckKeyIdAndValue(checks, message, subject, key);

    /// <summary>Checks key identifier and signature of a message.</summary>
    public static bool CheckKeyIdAndValue(CheckList checks, CoseSign1 message, string subject, VerificationKey key) =>
        CheckKeyId(checks, message, subject, key.Hash) && CheckValue(checks, message, subject, key);

    /// <summary>Checks the kind of a message.</summary>
    public static bool CheckContentType(CheckList checks, CoseSign1 message, string subject, string? expected)
    {
        if (message.ContentType == expected)
        {
            checks.Pass(EvidenceChecks.ContentType, subject, expected);
            return true;
        }

        checks.Fail(EvidenceChecks.ContentType, subject, EvidenceReasons.CoseContentType, expected ?? "no content type", message.ContentType ?? "no content type");
        return false;
    }

    private static bool CheckKeyId(CheckList checks, CoseSign1 message, string subject, Sha256Digest expected)
    {
        Sha256Digest? found = message.KeyId is { Length: Sha256Digest.Size } id ? new Sha256Digest(id.Span) : null;
        if (found == expected)
        {
            checks.Pass(EvidenceChecks.KeyId, subject, expected.Hex);
            return true;
        }

        string text = message.KeyId is { } other ? Convert.ToHexStringLower(other.Span) : "no key identifier";
        checks.Fail(EvidenceChecks.KeyId, subject, EvidenceReasons.CoseKeyMismatch, expected.Hex, text);
        return false;
    }

    private static bool CheckValue(CheckList checks, CoseSign1 message, string subject, VerificationKey key)
    {
        if (key.Verify(CoseSign1.ToBeSigned(message.Protected.Span, message.Payload.Span), message.Signature.Span))
        {
            checks.Pass(EvidenceChecks.Signature, subject, "ES256");
            return true;
        }

        checks.Fail(EvidenceChecks.Signature, subject, EvidenceReasons.CoseSignatureInvalid);
        return false;
    }
}
