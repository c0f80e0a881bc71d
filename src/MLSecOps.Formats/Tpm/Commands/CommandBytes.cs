using System.Buffers;
using System.Buffers.Binary;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Writes the big-endian form in which a TPM takes its commands (TPM 2.0 Library, Part 1, 5.2).</summary>
internal sealed class CommandBytes
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public CommandBytes Byte(byte value)
    {
        _bytes.Write([value]);
        return this;
    }

    public CommandBytes Short(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), checked((ushort)value));
        _bytes.Advance(2);
        return this;
    }

    public CommandBytes Word(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
        return this;
    }

    public CommandBytes Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A TPM2B: two bytes of length, then the bytes.</summary>
    public CommandBytes Sized(ReadOnlySpan<byte> bytes) => Short(bytes.Length).Raw(bytes);
}
