using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>Hashes blocks as another hasher does, and on the way the plain digest of every source that is read whole and in order. For one reader, one source after the other.</summary>
/// <param name="blocks">Hashes the blocks.</param>
internal sealed class PlainHashing(IBlockHasher blocks) : IBlockHasher, IDisposable
{
    private readonly Dictionary<IByteSource, Sha256Digest> _known = [];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private IByteSource? _source;
    private long _next;

    /// <summary>The plain digest of a source; null when it was not read whole.</summary>
    public Sha256Digest? Find(IByteSource source) => _known.TryGetValue(source, out Sha256Digest plain) ? plain : null;

    /// <inheritdoc/>
    public void ReadAndHash(IByteSource source, long origin, long offset, Memory<byte> window, Memory<byte> leaves)
    {
        blocks.ReadAndHash(source, origin, offset, window, leaves);
        if (offset == 0)
        {
            _ = _hash.GetHashAndReset();
            _source = source;
            _next = 0;
        }

        if (!ReferenceEquals(_source, source) || offset != _next)
        {
            return;
        }

        _hash.AppendData(window.Span);
        _next += window.Length;
        if (_next == source.Length)
        {
            _known[source] = new Sha256Digest(_hash.GetHashAndReset());
        }
    }

    public void Dispose() => _hash.Dispose();
}
