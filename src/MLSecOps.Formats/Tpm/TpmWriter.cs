using System.Buffers;
using System.Buffers.Binary;

namespace MLSecOps.Formats.Tpm;

/// <summary>Writes the big-endian structures of TPM 2.0.</summary>
public sealed class TpmWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Bytes written so far.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>Writes bytes without a length before them.</summary>
    public TpmWriter Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    /// <summary>Writes one byte.</summary>
    public TpmWriter UInt8(byte value) => Bytes([value]);

    /// <summary>Writes two bytes.</summary>
    public TpmWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), value);
        _bytes.Advance(2);
        return this;
    }

    /// <summary>Writes four bytes.</summary>
    public TpmWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>Writes eight bytes.</summary>
    public TpmWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    /// <summary>Writes a TPM2B: the length in two bytes, then the bytes.</summary>
    /// <exception cref="OverflowException">65,536 bytes or more; a programming error.</exception>
    public TpmWriter Sized(ReadOnlySpan<byte> value) => UInt16(checked((ushort)value.Length)).Bytes(value);
}
