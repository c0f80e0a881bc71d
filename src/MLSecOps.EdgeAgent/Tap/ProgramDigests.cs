using System.Security.Cryptography;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Measures executables of running programs: one at a time, since many may open a model at once, and an unchanged file once.</summary>
internal sealed class ProgramDigests
{
    /// <summary>Larger executables are not measured: whoever opens models again and again must not keep a core busy.</summary>
    internal const long MostBytes = 256 << 20;

    private const int Known = 32;
    private const int Piece = 128 << 10;

    private readonly Lock _one = new();
    private readonly Queue<(FileIdentity File, Sha256Digest Digest)> _known = new();

    /// <summary>SHA-256 of the executable that a process runs now; about a second for each GB, nothing for one that was measured lately.</summary>
    /// <returns>Null when the kernel hides it, it is too large, or the process is not the one that connected any more.</returns>
    public Sha256Digest? Of(PeerCredentials process)
    {
        lock (_one)
        {
            try
            {
                // The kernel's link leads to the very file that runs, also when another one has its name by now.
                string link = $"/proc/{process.ProcessId}/exe";
                using FileByteSource file = FileByteSource.Over(File.OpenHandle(link, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), link);
                return file.Length <= MostBytes && process.IsStillThere() ? Measure(file) : null;
            }
            catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    private Sha256Digest Measure(FileByteSource file)
    {
        foreach ((FileIdentity known, Sha256Digest found) in _known)
        {
            if (known == file.Identity)
            {
                return found;
            }
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[Piece];
        for (long offset = 0; offset < file.Length;)
        {
            int read = file.Read(offset, piece.AsSpan(0, (int)Math.Min(piece.Length, file.Length - offset)));
            if (read == 0)
            {
                throw new EndOfStreamException("an executable became shorter while it was measured");
            }

            hash.AppendData(piece, 0, read);
            offset += read;
        }

        var digest = new Sha256Digest(hash.GetHashAndReset());
        if (_known.Count == Known)
        {
            _known.Dequeue();
        }

        _known.Enqueue((file.Identity, digest));
        return digest;
    }
}
