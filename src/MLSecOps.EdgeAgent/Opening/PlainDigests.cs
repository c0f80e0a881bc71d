using System.Collections.Concurrent;
using MLSecOps.Core.Digests;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>The plain SHA-256 of contents whose fs-verity digest is known. A manifest has only the latter, applications compare the former, and hashing a second time is what a first open can do without.</summary>
/// <remarks>An entry is true for ever: it was computed over the very bytes that measured to that fs-verity digest. Nothing is decided by it.</remarks>
internal sealed class PlainDigests
{
    // Several packages with as many files as a package may have.
    private const int MaxEntries = 4096;

    private readonly ConcurrentDictionary<Sha256Digest, Sha256Digest> _plain = new();

    /// <summary>The plain digest; null when it was never computed.</summary>
    public Sha256Digest? Find(Sha256Digest verity) => _plain.TryGetValue(verity, out Sha256Digest plain) ? plain : null;

    /// <summary>Remembers one.</summary>
    public void Learn(Sha256Digest verity, Sha256Digest plain)
    {
        if (_plain.Count >= MaxEntries)
        {
            _plain.Clear();
        }

        _plain[verity] = plain;
    }
}
