using System.Buffers.Binary;
using System.Numerics;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>A body with its length and checksum before it: <c>length u32, crc32c u32, body</c>, little-endian; the checksum covers length and body.</summary>
/// <remarks>The checksum finds what a power cut or a bad disk did. It is no protection against people: that is the chain's digests and the evidence that commits to them.</remarks>
internal static class CheckedFrame
{
    public const int HeaderSize = 8;

    /// <summary>The frame of a body, which has at least one byte.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[HeaderSize + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, body.Length);
        body.CopyTo(frame.AsSpan(HeaderSize));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), Sum(frame.AsSpan(0, 4), body));
        return frame;
    }

    /// <summary>Reads the frame at the beginning of <paramref name="bytes"/>; false when there is none. Zeros, as a file system may leave, are none.</summary>
    /// <param name="bytes">Untrusted.</param>
    /// <param name="most">Most bytes of a body.</param>
    /// <param name="body">The body; aliases <paramref name="bytes"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int most, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (bytes.Length < HeaderSize)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length <= 0 || length > most || length > bytes.Length - HeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Sum(bytes[..4], bytes.Slice(HeaderSize, length)))
        {
            return false;
        }

        body = bytes.Slice(HeaderSize, length);
        return true;
    }

    /// <summary>CRC-32C of one part after the other.</summary>
    public static uint Sum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) => ~Add(Add(uint.MaxValue, first), second);

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte each in bytes)
        {
            sum = BitOperations.Crc32C(sum, each);
        }

        return sum;
    }
}
