using System.Buffers.Binary;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What stands before a payload in a segment: <c>length u32, epoch 16 bytes, sequence u64, crc32c of these u32</c>, little-endian.</summary>
/// <remarks>Only finds the payload. Whether its bytes are right says the digest in its link.</remarks>
/// <param name="Length">Bytes of the payload, 0 to <see cref="TelemetryJson.MaxBytes"/>.</param>
/// <param name="Epoch">Epoch of the link.</param>
/// <param name="Sequence">Number of the link.</param>
internal readonly record struct PayloadFrame(int Length, ChainEpoch Epoch, long Sequence)
{
    public const int Size = 32;

    private const int Summed = Size - sizeof(uint);

    public byte[] Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Length);
        Epoch.CopyTo(bytes.AsSpan(4));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Summed), CheckedFrame.Sum(bytes.AsSpan(0, Summed)));
        return bytes;
    }

    /// <summary>Reads the header and checks that its payload is there whole. Untrusted.</summary>
    /// <param name="bytes">The rest of the segment.</param>
    /// <param name="frame">The header.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PayloadFrame frame)
    {
        frame = default;
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes[Summed..]) != CheckedFrame.Sum(bytes[..Summed]))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]);
        ReadOnlySpan<byte> epoch = bytes.Slice(4, ChainEpoch.Size);
        if (length < 0 || length > TelemetryJson.MaxBytes || length > bytes.Length - Size || sequence < 1 || !epoch.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        frame = new PayloadFrame(length, new ChainEpoch(epoch), sequence);
        return true;
    }
}
