using System.Buffers.Binary;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Formats.Packages;

/// <summary>The rolling checksums behind the hashes of an index: not signed, and in nobody's tree, so they are compared with the payload they speak of.</summary>
public static class PackageHints
{
    /// <summary>Finds a hint that is not the checksum of its block.</summary>
    /// <param name="package">The package; untrusted.</param>
    /// <param name="file">A file of it.</param>
    /// <param name="offset">Where <paramref name="window"/> begins in the file, a multiple of 4096.</param>
    /// <param name="window">Bytes of the file; a last block may be short.</param>
    /// <returns>The offset in the file of the first such block; null when there is none, or the index has no hints.</returns>
    /// <exception cref="EndOfStreamException">The package became shorter.</exception>
    public static long? FindWrong(IByteSource package, PackageFile file, long offset, ReadOnlySpan<byte> window)
    {
        long leaves = VerityGeometry.LeafBytesOf(file.Payload.Size);
        if (file.Index.Size == leaves)
        {
            return null;
        }

        byte[] hints = new byte[VerityGeometry.BlocksOf(window.Length) * RollingChecksum.Size];
        if (package.Read(file.Index.Offset + leaves + (offset / VerityGeometry.BlockSize * RollingChecksum.Size), hints) != hints.Length)
        {
            throw new EndOfStreamException("The package ended inside an index.");
        }

        for (int block = 0; block < hints.Length / RollingChecksum.Size; block++)
        {
            int at = block * VerityGeometry.BlockSize;
            uint measured = RollingChecksum.Of(window[at..Math.Min(at + VerityGeometry.BlockSize, window.Length)]);
            if (measured != BinaryPrimitives.ReadUInt32LittleEndian(hints.AsSpan(block * RollingChecksum.Size)))
            {
                return offset + at;
            }
        }

        return null;
    }
}
