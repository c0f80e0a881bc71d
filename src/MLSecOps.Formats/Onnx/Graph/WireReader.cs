using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Reads protobuf fields from a window exactly as the official C++ parser does: what it takes is taken with the same meaning, what it refuses is refused.</summary>
/// <remarks>
/// Protobuf encoding specification, and the parser that ONNX Runtime and the onnx package share (protobuf 3.21): tags and lengths have at most five bytes and
/// lengths stay below 2 GiB, values at most ten bytes; bits beyond the type are dropped; longer forms than needed are accepted and counted here, since writers never make them.
/// </remarks>
internal sealed class WireReader(WireWindow window)
{
    private const int TagBytes = 5;
    private const int VarintBytes = 10;
    private const long MostLength = int.MaxValue - 16;

    private int _fields;

    /// <summary>Varints in a longer form than needed, or with bits that are dropped.</summary>
    internal int PaddedVarints { get; private set; }

    /// <summary>Offset of the first of them; -1 for none.</summary>
    internal long FirstPadded { get; private set; } = -1;

    /// <summary>Reads the field at a position and moves behind it.</summary>
    /// <param name="position">Moves to the next field.</param>
    /// <param name="end">Where the message ends.</param>
    /// <param name="depth">Depth of the message, 0 for the outermost.</param>
    /// <param name="field">The field.</param>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="WalkRefusedException">The official parser would refuse the message.</exception>
    internal bool TryNext(ref long position, long end, int depth, out WireField field)
    {
        if (position == end)
        {
            field = default;
            return false;
        }

        long tag = position;
        uint key = (uint)Varint(ref position, end, TagBytes);
        int number = (int)(key >> 3);
        var type = (WireType)(key & 7);
        if (number == 0 || type is WireType.EndGroup or > WireType.Fixed32)
        {
            throw Malformed(tag, "a field", key.ToString(CultureInfo.InvariantCulture));
        }

        field = Read(number, type, tag, ref position, end, depth);
        return true;
    }

    /// <summary>Reads a varint inside packed values.</summary>
    internal ulong Packed(ref long position, long end) => Varint(ref position, end, VarintBytes);

    /// <summary>A fault of the encoding.</summary>
    internal static WalkRefusedException Malformed(long offset, string expected, string? found = null) =>
        new(new FormatFault(InspectionReasons.Malformed, offset, expected, found));

    /// <summary>Refuses nesting that no parser follows.</summary>
    internal static void RequireDepth(int depth, long offset)
    {
        if (depth > WalkLimits.Depth)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooDeep, offset, $"at most {WalkLimits.Depth} nested messages"));
        }
    }

    private WireField Read(int number, WireType type, long tag, ref long position, long end, int depth)
    {
        if (_fields++ == WalkLimits.Fields)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooComplex, tag, $"at most {WalkLimits.Fields} fields"));
        }

        switch (type)
        {
            case WireType.Varint:
                long value = position;
                ulong number64 = Varint(ref position, end, VarintBytes);
                return new WireField(number, type, number64, tag, value, position - value);
            case WireType.Fixed32 or WireType.Fixed64:
                int width = type == WireType.Fixed32 ? 4 : 8;
                long fixedStart = position;
                Require(position, end, width);
                ReadOnlySpan<byte> bytes = window.Read(position, width);
                ulong bits = width == 4 ? BitConverter.ToUInt32(bytes) : BitConverter.ToUInt64(bytes);
                position += width;
                return new WireField(number, type, bits, tag, fixedStart, width);
            case WireType.Length:
                long length = LengthOf(ref position, end);
                long start = position;
                Require(position, end, length);
                position += length;
                return new WireField(number, type, 0, tag, start, length);
            default:
                long group = position;
                SkipGroup(number, ref position, end, depth + 1);
                return new WireField(number, type, 0, tag, group, position - group);
        }
    }

    private long LengthOf(ref long position, long end)
    {
        long start = position;
        ulong length = Varint(ref position, end, TagBytes);
        return length <= MostLength ? (long)length : throw Malformed(start, "a length below 2 GiB", length.ToString(CultureInfo.InvariantCulture));
    }

    private void SkipGroup(int number, ref long position, long end, int depth)
    {
        RequireDepth(depth, position);
        while (true)
        {
            if (position == end)
            {
                throw Malformed(position, "the end of the group");
            }

            long tag = position;
            uint key = (uint)Varint(ref position, end, TagBytes);
            int inner = (int)(key >> 3);
            var type = (WireType)(key & 7);
            if (type == WireType.EndGroup)
            {
                if (inner != number)
                {
                    throw Malformed(tag, "the end of the group that is open");
                }

                return;
            }

            if (inner == 0 || type > WireType.Fixed32)
            {
                throw Malformed(tag, "a field", key.ToString(CultureInfo.InvariantCulture));
            }

            Read(inner, type, tag, ref position, end, depth);
        }
    }

    private static void Require(long position, long end, long count)
    {
        if (count > end - position)
        {
            throw Malformed(position, $"{count} bytes", (end - position).ToString(CultureInfo.InvariantCulture));
        }
    }

    private ulong Varint(ref long position, long end, int most)
    {
        long start = position;
        ulong value = 0;
        for (int index = 0; index < most; index++)
        {
            if (position == end)
            {
                throw Malformed(start, "a varint", "the end of the message");
            }

            byte next = window[position++];
            value |= (ulong)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                if ((next == 0 && index > 0) || (index == VarintBytes - 1 && next > 1) || (most == TagBytes && index == TagBytes - 1 && next > 0xF))
                {
                    FirstPadded = PaddedVarints++ == 0 ? start : FirstPadded;
                }

                return value;
            }
        }

        throw Malformed(start, $"a varint of at most {most} bytes");
    }
}
