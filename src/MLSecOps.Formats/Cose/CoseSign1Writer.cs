using System.Formats.Cbor;

using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Cose;

/// <summary>Writes COSE_Sign1 messages in the one form that <see cref="CoseSign1Parser"/> reads.</summary>
public static class CoseSign1Writer
{
    // Tag 18 in its shortest form; the deterministic writer below it allows no tags.
    private const byte Sign1Head = 0xc0 | 18;

    /// <summary>The protected header: algorithm ES256, content type if there is one, key identifier.</summary>
    public static byte[] ProtectedHeader(ReadOnlySpan<byte> keyId, string? contentType)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartMap(contentType is null ? 2 : 3);
        writer.WriteInt32(CoseLabels.Algorithm);
        writer.WriteInt32(CoseLabels.Es256);
        if (contentType is not null)
        {
            writer.WriteInt32(CoseLabels.ContentType);
            writer.WriteTextString(contentType);
        }

        writer.WriteInt32(CoseLabels.KeyId);
        writer.WriteByteString(keyId);
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>The whole message.</summary>
    /// <param name="protectedHeader">As signed.</param>
    /// <param name="certificates">DER of the signer's certificate and those above it, without the root; may be empty.</param>
    /// <param name="payload">As signed.</param>
    /// <param name="signature">64 bytes.</param>
    public static byte[] Write(
        ReadOnlySpan<byte> protectedHeader, IReadOnlyList<ReadOnlyMemory<byte>> certificates, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(4);
        writer.WriteByteString(protectedHeader);
        writer.WriteStartMap(certificates.Count == 0 ? 0 : 1);
        if (certificates.Count > 0)
        {
            writer.WriteInt32(CoseLabels.X5Chain);
            if (certificates.Count > 1)
            {
                writer.WriteStartArray(certificates.Count);
            }

            foreach (ReadOnlyMemory<byte> certificate in certificates)
            {
                writer.WriteByteString(certificate.Span);
            }

            if (certificates.Count > 1)
            {
                writer.WriteEndArray();
            }
        }

        writer.WriteEndMap();
        writer.WriteByteString(payload);
        writer.WriteByteString(signature);
        writer.WriteEndArray();
        byte[] message = new byte[1 + writer.BytesWritten];
        message[0] = Sign1Head;
        writer.Encode(message.AsSpan(1));
        return message;
    }
}
