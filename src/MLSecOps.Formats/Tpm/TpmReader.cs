using System.Buffers.Binary;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm;

/// <summary>Reads the big-endian structures of TPM 2.0; the first departure is one <see cref="FormatFault"/> with its absolute offset.</summary>
/// <remarks>
/// TPM 2.0 Library, Part 2, 4 to 11. Once a fault is set, every further read gives a harmless default and consumes nothing, so that a parser reads
/// straight on and looks at <see cref="Fault"/> at the end. No allocation but the fault; what is returned aliases the input.
/// </remarks>
/// <param name="bytes">Untrusted.</param>
/// <param name="origin">Offset of its first byte in what was received.</param>
public sealed class TpmReader(ReadOnlyMemory<byte> bytes, long origin = 0)
{
    private int _at;

    /// <summary>What went wrong first; null while all is well.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Absolute offset of the next byte.</summary>
    public long Offset => origin + _at;

    /// <summary>Bytes that were not read.</summary>
    public int Remaining => bytes.Length - _at;

    /// <summary>Sets the fault, unless there is one already.</summary>
    public void Fail(long offset, Reason reason, string expected, string? found = null) => Fault ??= new FormatFault(reason, offset, expected, found);

    /// <summary>Takes over the fault of a structure inside this one, which counts its offsets from the same start.</summary>
    public void Adopt(FormatFault fault) => Fault ??= fault;

    /// <summary>Reads bytes without a length before them.</summary>
    public ReadOnlyMemory<byte> Take(int count, string expected)
    {
        if (Fault is not null)
        {
            return default;
        }

        if (Remaining < count)
        {
            Fail(Offset, TpmReasons.Malformed, expected, $"{Remaining} bytes to the end");
            return default;
        }

        ReadOnlyMemory<byte> taken = bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    /// <summary>Reads one byte.</summary>
    public byte UInt8(string expected) => Take(1, expected) is { Length: 1 } taken ? taken.Span[0] : (byte)0;

    /// <summary>Reads two bytes.</summary>
    public ushort UInt16(string expected) => Take(2, expected) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16BigEndian(taken.Span) : (ushort)0;

    /// <summary>Reads four bytes.</summary>
    public uint UInt32(string expected) => Take(4, expected) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32BigEndian(taken.Span) : 0;

    /// <summary>Reads eight bytes.</summary>
    public ulong UInt64(string expected) => Take(8, expected) is { Length: 8 } taken ? BinaryPrimitives.ReadUInt64BigEndian(taken.Span) : 0;

    /// <summary>Reads two bytes that must have one value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="reason">The reason of any other.</param>
    /// <param name="expected">The value in words.</param>
    public void Demand(ushort value, Reason reason, string expected)
    {
        long at = Offset;
        ushort found = UInt16(expected);
        if (Fault is null && found != value)
        {
            Fail(at, reason, expected, $"0x{found:x4}");
        }
    }

    /// <summary>Reads a TPM2B: a length of two bytes, then so many bytes.</summary>
    /// <param name="most">The most that it may have.</param>
    /// <param name="expected">What it is.</param>
    public ReadOnlyMemory<byte> Sized(int most, string expected)
    {
        long at = Offset;
        int length = UInt16(expected);
        if (length > most)
        {
            Fail(at, TpmReasons.Malformed, $"{expected} of at most {most} bytes", $"{length} bytes");
        }

        return Take(length, expected);
    }

    /// <summary>Reads the count of a TPML.</summary>
    /// <param name="most">The most that it may be.</param>
    /// <param name="expected">What is counted.</param>
    /// <returns>0 after a fault.</returns>
    public int Count(int most, string expected)
    {
        long at = Offset;
        uint count = UInt32(expected);
        if (count > most)
        {
            Fail(at, TpmReasons.Malformed, $"at most {most} {expected}", $"{count}");
        }

        return Fault is null ? (int)count : 0;
    }

    /// <summary>Sets a fault unless everything was read.</summary>
    public void End()
    {
        if (Fault is null && Remaining > 0)
        {
            Fail(Offset, TpmReasons.Malformed, "the end of the structure", $"{Remaining} more bytes");
        }
    }
}
