using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Verity;

/// <summary>The portable block hasher: one thread, no native code. For tests, laptops and as the measure of faster ones.</summary>
public sealed class ManagedBlockHasher : IBlockHasher
{
    /// <summary>The only instance; it has no state.</summary>
    public static ManagedBlockHasher Instance { get; } = new();

    /// <inheritdoc/>
    public void ReadAndHash(IByteSource source, long origin, long offset, Memory<byte> window, Memory<byte> leaves)
    {
        Span<byte> bytes = window.Span;
        for (int read = 0; read < bytes.Length;)
        {
            int count = source.Read(origin + offset + read, bytes[read..]);
            if (count == 0)
            {
                throw new EndOfStreamException($"The source ended at byte {origin + offset + read}.");
            }

            read += count;
        }

        for (int at = 0, leaf = 0; at < bytes.Length; at += VerityGeometry.BlockSize, leaf += VerityGeometry.HashSize)
        {
            ReadOnlySpan<byte> block = bytes.Slice(at, Math.Min(VerityGeometry.BlockSize, bytes.Length - at));
            Span<byte> hash = leaves.Span.Slice(leaf, VerityGeometry.HashSize);
            if (block.Length == VerityGeometry.BlockSize)
            {
                SHA256.HashData(block, hash);
            }
            else
            {
                HashShort(block, hash);
            }
        }
    }

    private static void HashShort(ReadOnlySpan<byte> block, Span<byte> hash)
    {
        Span<byte> padded = stackalloc byte[VerityGeometry.BlockSize];
        padded.Clear();
        block.CopyTo(padded);
        SHA256.HashData(padded, hash);
    }
}
