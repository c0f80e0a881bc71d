using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Trust.Packages;

/// <summary>The unsigned index of one file, once it has been shown to lead to the signed digest.</summary>
/// <remarks>
/// Kept in memory is the tree level above the leaves: 256 KiB for a file of 4 GiB. Leaves are read again when they are used, and each
/// index block is rechecked against that level, so that a source that changes between the two readings gains nothing.
/// </remarks>
internal sealed class IndexCheck
{
    private readonly IByteSource _package;
    private readonly PackageMember _index;
    private readonly IBlockHasher _hasher;
    private readonly byte[] _level;
    private readonly long _leafBytes;

    private IndexCheck(IByteSource package, PackageMember index, IBlockHasher hasher, byte[] level, long leafBytes)
    {
        _package = package;
        _index = index;
        _hasher = hasher;
        _level = level;
        _leafBytes = leafBytes;
    }

    /// <summary>Recomputes the file's digest from its index.</summary>
    /// <returns>The checked index, or null when the digest is not the signed one.</returns>
    /// <exception cref="EndOfStreamException">The package became shorter.</exception>
    /// <param name="package">The package; untrusted.</param>
    /// <param name="index">Where the index stands.</param>
    /// <param name="file">The signed digest and size.</param>
    /// <param name="hasher">Hashes blocks.</param>
    /// <param name="window">Scratch space, a multiple of 4096 bytes; overwritten.</param>
    /// <param name="cancellation">Stops between windows.</param>
    public static IndexCheck? Open(
        IByteSource package, PackageMember index, ManifestFile file, IBlockHasher hasher, Memory<byte> window, CancellationToken cancellation)
    {
        long leafBytes = VerityGeometry.LeafBytesOf(file.SizeBytes);
        byte[] level = new byte[VerityGeometry.LeafBytesOf(leafBytes)];
        for (long offset = 0; offset < leafBytes; offset += window.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(window.Length, leafBytes - offset);
            int at = (int)(offset / VerityGeometry.HashesPerBlock);
            hasher.ReadAndHash(package, index.Offset, offset, window[..count], level.AsMemory(at, (int)VerityGeometry.LeafBytesOf(count)));
        }

        Span<byte> root = stackalloc byte[VerityGeometry.HashSize];
        if (leafBytes == VerityGeometry.HashSize)
        {
            // A file of one block has no tree above its only leaf.
            window.Span[..VerityGeometry.HashSize].CopyTo(root);
        }
        else
        {
            VerityTreeBuilder tree = new();
            tree.Append(level);
            tree.Root(root);
        }

        return VerityDescriptor.DigestOf(file.SizeBytes, root) == file.FsVerity ? new IndexCheck(package, index, hasher, level, leafBytes) : null;
    }

    /// <summary>Reads leaf hashes again and rechecks their index blocks.</summary>
    /// <param name="offset">First byte in the index, a multiple of 4096.</param>
    /// <param name="leaves">Receives the hashes, up to its length or the end of the index.</param>
    /// <returns>False when they are no longer what was checked.</returns>
    /// <exception cref="EndOfStreamException">The package became shorter.</exception>
    public bool ReadLeaves(long offset, Memory<byte> leaves)
    {
        leaves = leaves[..(int)Math.Min(leaves.Length, _leafBytes - offset)];
        byte[] hashes = new byte[VerityGeometry.LeafBytesOf(leaves.Length)];
        _hasher.ReadAndHash(_package, _index.Offset, offset, leaves, hashes);
        return hashes.AsSpan().SequenceEqual(_level.AsSpan((int)(offset / VerityGeometry.HashesPerBlock), hashes.Length));
    }
}
