using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Verity;

/// <summary>Measures a whole file: its fs-verity digest and, on the way, its leaf hashes.</summary>
public static class VerityDigester
{
    /// <summary>The digest of <paramref name="source"/> as it is now. Memory: one window and the tree's buffers.</summary>
    /// <param name="source">The file's content, whole.</param>
    /// <param name="hasher">Hashes the blocks.</param>
    /// <param name="visit">Called for each window, in order, with its bytes and leaf hashes, valid only during the call; null if nobody needs them.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <exception cref="EndOfStreamException">The source became shorter while it was read.</exception>
    public static Sha256Digest Measure(IByteSource source, IBlockHasher hasher, Action<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? visit, CancellationToken cancellation)
    {
        long size = source.Length;
        VerityTreeBuilder tree = new();
        byte[] window = new byte[(int)Math.Min(size, Limits.WideWindowBytes)];
        byte[] leaves = new byte[VerityGeometry.LeafBytesOf(window.Length)];
        for (long offset = 0; offset < size; offset += window.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Memory<byte> part = window.AsMemory(0, (int)Math.Min(window.Length, size - offset));
            Memory<byte> hashes = leaves.AsMemory(0, (int)VerityGeometry.LeafBytesOf(part.Length));
            hasher.ReadAndHash(source, 0, offset, part, hashes);
            tree.Append(hashes.Span);
            visit?.Invoke(part, hashes);
        }

        return tree.Finish(size);
    }
}
