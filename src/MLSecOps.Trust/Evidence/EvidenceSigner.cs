using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Evidence;

/// <summary>Signs evidence with the device's key.</summary>
public static class EvidenceSigner
{
    /// <summary>Writes and signs the claims.</summary>
    /// <param name="claims">What the device claims.</param>
    /// <param name="key">Its P-256 key, in a file or a TPM.</param>
    /// <param name="certificates">DER of its certificate and those above it, without the root, to travel along; may be empty.</param>
    /// <returns>Tagged COSE_Sign1, or the claim that is not in its range.</returns>
    /// <exception cref="ArgumentException">Another kind of key; a programming error.</exception>
    public static Parsed<ReadOnlyMemory<byte>> Sign(EvidenceClaims claims, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        EvidenceWriter.Write(claims).Match<Parsed<ReadOnlyMemory<byte>>>(
            payload => (ReadOnlyMemory<byte>)CoseSignature.Sign(payload.Span, key, null, certificates),
            fault => fault);
}
