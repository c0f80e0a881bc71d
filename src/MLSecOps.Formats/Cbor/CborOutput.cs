using System.Formats.Cbor;

using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Cbor;

/// <summary>Deterministic writing: shortest forms, definite lengths, map keys in the order of their encoded bytes (RFC 8949, 4.2.1).</summary>
/// <remarks>For keys that are integers or text, the order of CTAP2, which the writer knows, is that of RFC 8949: a longer encoding has a greater first byte.</remarks>
internal static class CborOutput
{
    /// <summary>A writer of one item without tags.</summary>
    public static CborWriter Create() => new(CborConformanceMode.Ctap2Canonical, convertIndefiniteLengthEncodings: true);

    /// <summary>Writes a digest as 32 bytes.</summary>
    public static void WriteDigest(this CborWriter writer, Sha256Digest digest)
    {
        Span<byte> bytes = stackalloc byte[Sha256Digest.Size];
        digest.CopyTo(bytes);
        writer.WriteByteString(bytes);
    }
}
