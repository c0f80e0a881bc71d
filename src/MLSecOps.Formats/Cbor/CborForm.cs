using System.Buffers.Binary;
using System.Text.Unicode;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Cbor;

/// <summary>Checks that bytes are exactly one CBOR item in its one spelling, before anything reads values from it (RFC 8949, 4.2.1).</summary>
/// <remarks>
/// Definite lengths, shortest integers and lengths, map keys that are integers or text and different, UTF-8, depth and counts within
/// <see cref="CborLimits"/>. The order of map keys is free, since other people's signed messages need not be sorted; ours are. One pass,
/// no allocation; nothing is sized by a length that the input claims.
/// </remarks>
internal static class CborForm
{
    private const int Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, Array = 4, Map = 5, Tag = 6, Simple = 7;

    /// <summary>Checks a whole message.</summary>
    /// <param name="item">Untrusted.</param>
    /// <param name="sizeLimit">The most bytes it may have.</param>
    /// <param name="origin">Offset of its first byte in what was received; faults count from there.</param>
    /// <returns>Null when it is in form.</returns>
    public static FormatFault? Check(ReadOnlySpan<byte> item, int sizeLimit, long origin = 0)
    {
        if (item.Length > sizeLimit)
        {
            return new FormatFault(EvidenceReasons.CborLimit, origin + sizeLimit, $"at most {sizeLimit} bytes", $"{item.Length} bytes");
        }

        int at = 0;
        FormatFault? fault = Item(item, ref at, 0);
        if (fault is null && at != item.Length)
        {
            fault = new FormatFault(EvidenceReasons.CborTrailingBytes, at, "the end of the message", $"{item.Length - at} more bytes");
        }

        return fault is null ? null : fault with { Offset = origin + fault.Offset };
    }

    private static FormatFault? Item(ReadOnlySpan<byte> bytes, ref int at, int depth)
    {
        int start = at;
        if (Head(bytes, ref at, out int major, out ulong argument) is { } fault)
        {
            return fault;
        }

        switch (major)
        {
            case ByteString:
            case TextString:
                return String(bytes, ref at, start, major, argument);
            case Array:
            case Map:
            case Tag:
                return depth == CborLimits.Depth
                    ? new FormatFault(EvidenceReasons.CborLimit, start, $"at most {CborLimits.Depth} levels")
                    : major == Map ? Pairs(bytes, ref at, start, argument, depth + 1)
                    : Elements(bytes, ref at, start, major == Tag ? 1 : argument, depth + 1);
            default:
                return null;
        }
    }

    private static FormatFault? Head(ReadOnlySpan<byte> bytes, ref int at, out int major, out ulong argument)
    {
        int start = at;
        major = 0;
        argument = 0;
        if (at >= bytes.Length)
        {
            return new FormatFault(EvidenceReasons.CborMalformed, at, "an item", "the end of the message");
        }

        byte initial = bytes[at++];
        major = initial >> 5;
        int form = initial & 0x1f;
        if (form < 24)
        {
            argument = (ulong)form;
            return null;
        }

        if (form > 27)
        {
            // 31 is an indefinite length for strings, arrays and maps, and a stop code without one; 28 to 30 are reserved.
            return form == 31 && major is >= ByteString and <= Map
                ? new FormatFault(EvidenceReasons.CborNotDeterministic, start, "a definite length", "an indefinite length")
                : new FormatFault(EvidenceReasons.CborMalformed, start, "an initial byte that is not reserved", $"0x{initial:x2}");
        }

        int width = 1 << (form - 24);
        if (bytes.Length - at < width)
        {
            return new FormatFault(EvidenceReasons.CborMalformed, start, $"{width} more bytes", "the end of the message");
        }

        ReadOnlySpan<byte> tail = bytes.Slice(at, width);
        at += width;
        (argument, ulong least) = width switch
        {
            1 => (tail[0], 24UL),
            2 => (BinaryPrimitives.ReadUInt16BigEndian(tail), 1UL << 8),
            4 => (BinaryPrimitives.ReadUInt32BigEndian(tail), 1UL << 16),
            _ => (BinaryPrimitives.ReadUInt64BigEndian(tail), 1UL << 32),
        };
        if (major == Simple)
        {
            // Wider ones are floating-point numbers, which no format of ours has: whoever reads a value refuses them there.
            return width == 1 && argument < 32 ? new FormatFault(EvidenceReasons.CborMalformed, start, "a simple value of one byte", $"0x{tail[0]:x2}") : null;
        }

        return argument < least ? new FormatFault(EvidenceReasons.CborNotDeterministic, start, "the shortest form of the number") : null;
    }

    private static FormatFault? String(ReadOnlySpan<byte> bytes, ref int at, int start, int major, ulong length)
    {
        if (length > (ulong)(bytes.Length - at))
        {
            return new FormatFault(EvidenceReasons.CborMalformed, start, $"{length} bytes of string", $"{bytes.Length - at} bytes to the end");
        }

        ReadOnlySpan<byte> content = bytes.Slice(at, (int)length);
        at += content.Length;
        return major == TextString && !Utf8.IsValid(content) ? new FormatFault(EvidenceReasons.CborMalformed, start, "UTF-8") : null;
    }

    private static FormatFault? Elements(ReadOnlySpan<byte> bytes, ref int at, int start, ulong count, int depth)
    {
        if (count > CborLimits.Elements)
        {
            return new FormatFault(EvidenceReasons.CborLimit, start, $"at most {CborLimits.Elements} elements", $"{count}");
        }

        for (ulong i = 0; i < count; i++)
        {
            if (Item(bytes, ref at, depth) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private static FormatFault? Pairs(ReadOnlySpan<byte> bytes, ref int at, int start, ulong count, int depth)
    {
        if (count > CborLimits.Pairs)
        {
            return new FormatFault(EvidenceReasons.CborLimit, start, $"at most {CborLimits.Pairs} pairs", $"{count}");
        }

        Span<(int Start, int End)> keys = stackalloc (int, int)[CborLimits.Pairs];
        for (int i = 0; i < (int)count; i++)
        {
            int key = at;
            if (Item(bytes, ref at, depth) is { } fault)
            {
                return fault;
            }

            if (bytes[key] >> 5 is not (Unsigned or Negative or TextString))
            {
                return new FormatFault(EvidenceReasons.CborNotDeterministic, key, "an integer or text as key");
            }

            // One spelling each: equal keys have equal bytes.
            keys[i] = (key, at);
            for (int j = 0; j < i; j++)
            {
                if (bytes[keys[j].Start..keys[j].End].SequenceEqual(bytes[key..at]))
                {
                    return new FormatFault(EvidenceReasons.CborNotDeterministic, key, "each key once");
                }
            }

            if (Item(bytes, ref at, depth) is { } bad)
            {
                return bad;
            }
        }

        return null;
    }
}
