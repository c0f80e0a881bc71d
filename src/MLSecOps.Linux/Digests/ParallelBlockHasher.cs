using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;

namespace MLSecOps.Linux.Digests;

/// <summary>Hashes fs-verity blocks on several cores; each core reads its own part of the window, so that reading and hashing overlap.</summary>
/// <remarks>The calling thread works too and never waits for a helper that has not started: a busy thread pool costs speed, not progress. Safe to call from several threads.</remarks>
public sealed unsafe class ParallelBlockHasher : IBlockHasher
{
    private const int BlockSize = 4096;

    /// <summary>Bytes that one core takes at a time: large enough to make the hand-over cheap, small enough to stay in the second-level cache.</summary>
    private const int SharedPiece = 32 * BlockSize;

    /// <summary>The same for a core that works alone: there is nobody to wait for.</summary>
    private const int LonePiece = 64 * BlockSize;

    private static readonly byte[] Zeros = new byte[BlockSize];
    private readonly NativeSha256? _native;
    private readonly PieceBench _bench = new();
    private readonly int _degree;

    /// <summary>Uses every core.</summary>
    public ParallelBlockHasher()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>Uses at most <paramref name="degree"/> cores at once, the caller's included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public ParallelBlockHasher(int degree)
        : this(degree, NativeSha256.TryLoad())
    {
    }

    internal ParallelBlockHasher(int degree, NativeSha256? native)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        _degree = degree;
        _native = native;
    }

    /// <inheritdoc/>
    public void ReadAndHash(IByteSource source, long origin, long offset, Memory<byte> window, Memory<byte> leaves)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(origin);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % BlockSize, 0, nameof(offset));
        int blocks = (window.Length + BlockSize - 1) / BlockSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(leaves.Length, blocks * Sha256Digest.Size, nameof(leaves));

        if (window.Length <= SharedPiece || _degree == 1)
        {
            for (int from = 0; from < window.Length; from += LonePiece)
            {
                ReadAndHashPiece(source, origin + offset, window, leaves, from, LonePiece);
            }

            return;
        }

        int pieces = (window.Length + SharedPiece - 1) / SharedPiece;
        var shared = new SharedPieces(_bench, pieces, piece => ReadAndHashPiece(source, origin + offset, window, leaves, piece * SharedPiece, SharedPiece));
        shared.Run(Math.Min(_degree, pieces) - 1);
    }

    private void ReadAndHashPiece(IByteSource source, long start, Memory<byte> window, Memory<byte> leaves, int from, int size)
    {
        int length = Math.Min(size, window.Length - from);
        Span<byte> bytes = window.Span.Slice(from, length);
        int read = source.Read(start + from, bytes);
        if (read != length)
        {
            throw new EndOfStreamException($"The source ended at byte {start + from + read}, inside the file being read.");
        }

        int blocks = (length + BlockSize - 1) / BlockSize;
        Hash(bytes, leaves.Span.Slice(from / BlockSize * Sha256Digest.Size, blocks * Sha256Digest.Size));
    }

    private void Hash(ReadOnlySpan<byte> bytes, Span<byte> leaves)
    {
        if (_native is null)
        {
            HashManaged(bytes, leaves);
            return;
        }

        byte* state = stackalloc byte[NativeSha256.StateSize];
        fixed (byte* data = bytes, target = leaves, zeros = Zeros)
        {
            for (int at = 0, block = 0; at < bytes.Length; at += BlockSize, block++)
            {
                int length = Math.Min(BlockSize, bytes.Length - at);
                _native.Hash(state, data + at, length, zeros, BlockSize - length, target + (block * Sha256Digest.Size));
            }
        }
    }

    private static void HashManaged(ReadOnlySpan<byte> bytes, Span<byte> leaves)
    {
        Span<byte> padded = stackalloc byte[BlockSize];
        for (int at = 0, block = 0; at < bytes.Length; at += BlockSize, block++)
        {
            ReadOnlySpan<byte> piece = bytes[at..Math.Min(at + BlockSize, bytes.Length)];
            Span<byte> leaf = leaves[(block * Sha256Digest.Size)..];
            if (piece.Length == BlockSize)
            {
                SHA256.HashData(piece, leaf);
                continue;
            }

            padded.Clear();
            piece.CopyTo(padded);
            SHA256.HashData(padded, leaf);
        }
    }
}
