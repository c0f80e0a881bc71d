using System.Security.Cryptography;

using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Verity;

/// <summary>Folds the hashes of one tree level, fed in order, into the root: one 4096-byte buffer per level above, whatever the size of the file.</summary>
/// <remarks>Not safe for several threads. Five levels reach 2^35 hashes, far above <see cref="Limits.FileBytes"/>.</remarks>
public sealed class VerityTreeBuilder
{
    private readonly List<Level> _levels = [];
    private long _count;

    /// <summary>Hashes fed so far.</summary>
    public long Count => _count;

    /// <summary>Feeds consecutive hashes.</summary>
    /// <param name="hashes">A multiple of 32 bytes.</param>
    /// <exception cref="ArgumentException">Not a multiple of 32 bytes; a programming error.</exception>
    public void Append(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length % VerityGeometry.HashSize != 0)
        {
            throw new ArgumentException("Hashes come in whole 32 bytes.", nameof(hashes));
        }

        _count += hashes.Length / VerityGeometry.HashSize;
        Append(0, hashes);
    }

    /// <summary>The root: zero without hashes, the hash itself when there is one, else the hash of the topmost block.</summary>
    /// <param name="root">Receives 32 bytes.</param>
    public void Root(Span<byte> root)
    {
        if (_count == 0)
        {
            root[..VerityGeometry.HashSize].Clear();
            return;
        }

        // Flush each level's started block upwards until a level holds exactly one hash and nothing was ever folded out of it.
        for (int i = 0; ; i++)
        {
            Level level = _levels[i];
            if (!level.Folded && level.Used == VerityGeometry.HashSize)
            {
                level.Block.AsSpan(0, VerityGeometry.HashSize).CopyTo(root);
                return;
            }

            if (level.Used > 0)
            {
                Fold(i);
            }
        }
    }

    /// <summary>The digest of the file whose data blocks hash to what was fed.</summary>
    /// <param name="sizeBytes">Length of the file.</param>
    /// <exception cref="InvalidOperationException">The number of hashes is not that of a file of this size; a programming error.</exception>
    public Sha256Digest Finish(long sizeBytes)
    {
        if (_count != VerityGeometry.BlocksOf(sizeBytes))
        {
            throw new InvalidOperationException($"{_count} hashes do not belong to a file of {sizeBytes} bytes.");
        }

        Span<byte> root = stackalloc byte[VerityGeometry.HashSize];
        Root(root);
        return VerityDescriptor.DigestOf(sizeBytes, root);
    }

    private void Append(int index, ReadOnlySpan<byte> hashes)
    {
        if (index == _levels.Count)
        {
            _levels.Add(new Level());
        }

        Level level = _levels[index];
        while (!hashes.IsEmpty)
        {
            // A full block is folded only when more follows, so that Root can tell the top level.
            if (level.Used == VerityGeometry.BlockSize)
            {
                Fold(index);
            }

            int count = Math.Min(VerityGeometry.BlockSize - level.Used, hashes.Length);
            hashes[..count].CopyTo(level.Block.AsSpan(level.Used));
            level.Used += count;
            hashes = hashes[count..];
        }
    }

    private void Fold(int index)
    {
        Level level = _levels[index];
        level.Block.AsSpan(level.Used).Clear();
        Span<byte> hash = stackalloc byte[VerityGeometry.HashSize];
        SHA256.HashData(level.Block, hash);
        level.Used = 0;
        level.Folded = true;
        Append(index + 1, hash);
    }

    private sealed class Level
    {
        public byte[] Block { get; } = new byte[VerityGeometry.BlockSize];

        public int Used { get; set; }

        public bool Folded { get; set; }
    }
}
