using MLSecOps.Core.Bytes;

namespace MLSecOps.Core.Digests;

/// <summary>A port: hashes fs-verity blocks (SHA-256, 4096 bytes, no salt) of a source. The Linux adapter does it on all cores.</summary>
public interface IBlockHasher
{
    /// <summary>Reads <paramref name="window"/>.Length bytes of <paramref name="source"/> from <paramref name="offset"/> and hashes each block.</summary>
    /// <param name="source">Where the bytes are; read from several threads at once.</param>
    /// <param name="offset">First byte, a multiple of 4096 counted from <paramref name="origin"/>.</param>
    /// <param name="origin">Where the file begins in the source (a tar member's content), bytes.</param>
    /// <param name="window">Receives the bytes, so that what was hashed is what the caller goes on to use. Only the last block of a file may be short: it is hashed as if padded with zeros to 4096.</param>
    /// <param name="leaves">Receives 32 bytes for each started block of the window.</param>
    /// <exception cref="EndOfStreamException">The source ended early.</exception>
    void ReadAndHash(IByteSource source, long origin, long offset, Memory<byte> window, Memory<byte> leaves);
}
