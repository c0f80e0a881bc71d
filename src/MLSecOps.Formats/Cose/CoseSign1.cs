using System.Formats.Cbor;

using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Cose;

/// <summary>A message signed once with ES256 (RFC 9052, 4.2), whose form has been checked; its signature has not.</summary>
/// <param name="Protected">The protected header as received: what the signature covers.</param>
/// <param name="KeyId">Protected key identifier; null when there is none.</param>
/// <param name="ContentType">Protected content type; null when there is none.</param>
/// <param name="Certificates">DER from the unprotected x5chain, the signer's first; untrusted. Empty when there is none.</param>
/// <param name="Payload">The bytes that are signed.</param>
/// <param name="PayloadOffset">Offset of the payload in the message.</param>
/// <param name="Signature">r and s, 32 bytes each.</param>
public sealed record CoseSign1(
    ReadOnlyMemory<byte> Protected,
    ReadOnlyMemory<byte>? KeyId,
    string? ContentType,
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    ReadOnlyMemory<byte> Payload,
    long PayloadOffset,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>Length of an ES256 signature in bytes.</summary>
    public const int SignatureBytes = 64;

    /// <summary>The bytes over which the signature is made: Sig_structure with context "Signature1" and no external data (RFC 9052, 4.4).</summary>
    public static byte[] ToBeSigned(ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> payload)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(4);
        writer.WriteTextString(CoseLabels.SignatureContext);
        writer.WriteByteString(protectedHeader);
        writer.WriteByteString([]);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }
}
