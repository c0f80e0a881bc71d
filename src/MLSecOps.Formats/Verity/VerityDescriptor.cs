using System.Buffers.Binary;

using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Verity;

/// <summary>The fs-verity descriptor, whose hash is the digest of a file.</summary>
/// <remarks>
/// Linux, Documentation/filesystems/fsverity.rst, "fs-verity descriptor": 256 bytes, little-endian: version 1, hash algorithm 1
/// (SHA-256), log2 of the block size 12, salt size 0, u32 zero, u64 data size, root hash in 64 bytes, salt in 32, reserved 144.
/// </remarks>
public static class VerityDescriptor
{
    private const int Size = 256;

    /// <summary>The digest of a file.</summary>
    /// <param name="sizeBytes">Length of the file.</param>
    /// <param name="root">Root hash of its tree, 32 bytes; all zero for an empty file.</param>
    public static Sha256Digest DigestOf(long sizeBytes, ReadOnlySpan<byte> root)
    {
        Span<byte> descriptor = stackalloc byte[Size];
        descriptor.Clear();
        descriptor[0] = 1;
        descriptor[1] = 1;
        descriptor[2] = 12;
        BinaryPrimitives.WriteInt64LittleEndian(descriptor[8..], sizeBytes);
        root[..VerityGeometry.HashSize].CopyTo(descriptor[16..]);
        return Sha256Digest.Of(descriptor);
    }
}
