using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Attestation;

/// <summary>Reads any well-formed and valid CBOR into items (RFC 8949): also what <see cref="Cbor.CborForm"/> refuses in our own messages, indefinite lengths and longer numbers than needed, and says where it met them.</summary>
/// <remarks>A map with a key twice is not valid (RFC 8949, 5.6) and is refused. One pass; nothing is sized by a length that the input claims.</remarks>
internal sealed class CborItems
{
    private const int ByteString = 2, TextString = 3, List = 4, Map = 5, Tag = 6, Simple = 7;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly long _origin;
    private readonly ItemBudget _budget;
    private int _at;
    private FormatFault? _fault;

    private CborItems(ReadOnlyMemory<byte> content, long origin, ItemBudget budget)
    {
        _content = content;
        _origin = origin;
        _budget = budget;
    }

    /// <summary>Reads exactly one item.</summary>
    /// <param name="content">Untrusted.</param>
    /// <param name="origin">Offset of its first byte in the whole.</param>
    /// <param name="depth">Levels around it.</param>
    /// <param name="budget">What the whole message may still have.</param>
    public static Parsed<DataItem> Read(ReadOnlyMemory<byte> content, long origin, int depth, ItemBudget budget)
    {
        CborItems reader = new(content, origin, budget);
        DataItem? item = reader.Item(depth);
        if (item is not null && reader._at != content.Length)
        {
            return new FormatFault(EvidenceReasons.CborTrailingBytes, origin + reader._at, "the end of the message", $"{content.Length - reader._at} more bytes");
        }

        return item is null ? reader._fault! : item;
    }

    private DataItem? Item(int depth)
    {
        int start = _at;
        if (!_budget.Spend() || depth > AttestationLimits.Depth)
        {
            return Fail(EvidenceReasons.CborLimit, start, $"at most {AttestationLimits.Items} items and {AttestationLimits.Depth} levels");
        }

        if (!Head(out int major, out ulong argument, out bool indefinite))
        {
            return null;
        }

        switch (major)
        {
            case 0:
                return argument <= long.MaxValue ? new DataItem(DataKind.Integer, _origin + start) { Number = (long)argument } : Other(start, argument.ToString(CultureInfo.InvariantCulture));
            case 1:
                return argument <= long.MaxValue ? new DataItem(DataKind.Integer, _origin + start) { Number = -1 - (long)argument } : Other(start, $"-1 - {argument.ToString(CultureInfo.InvariantCulture)}");
            case ByteString:
            case TextString:
                return String(start, major, argument, indefinite);
            case List:
            case Tag:
                return Elements(start, major == Tag ? 1 : argument, indefinite, depth) is not { } elements ? null
                    : major == Tag ? new DataItem(DataKind.Tag, _origin + start) { Number = argument <= long.MaxValue ? (long)argument : -1, Items = elements }
                    : new DataItem(DataKind.List, _origin + start) { Items = elements };
            case Map:
                return Elements(start, argument > int.MaxValue ? argument : argument * 2, indefinite, depth) is { } pairs ? Pairs(start, pairs) : null;
            default:
                return SimpleValue(start, argument);
        }
    }

    private bool Head(out int major, out ulong argument, out bool indefinite)
    {
        ReadOnlySpan<byte> rest = _content.Span[_at..];
        (major, argument, indefinite) = (0, 0, false);
        if (rest.IsEmpty)
        {
            Fail(EvidenceReasons.CborMalformed, _at, "an item", "the end of the message");
            return false;
        }

        major = rest[0] >> 5;
        int form = rest[0] & 0x1f, start = _at, width = form is >= 24 and <= 27 ? 1 << (form - 24) : 0;
        if (form == 31 && major is >= ByteString and <= Map)
        {
            indefinite = true;
            _budget.Indefinite ??= _origin + start;
        }
        else if (form > 27 || rest.Length <= width)
        {
            Fail(EvidenceReasons.CborMalformed, start, form > 27 ? "an initial byte that is not reserved" : $"{width} more bytes", form > 27 ? $"0x{rest[0]:x2}" : "the end of the message");
            return false;
        }

        _at += 1 + width;
        argument = width switch
        {
            0 => (ulong)form,
            1 => rest[1],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest[1..]),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
            _ => BinaryPrimitives.ReadUInt64BigEndian(rest[1..]),
        };
        ulong least = width switch { 0 => 0, 1 => 24, 2 => 1 << 8, 4 => 1 << 16, _ => 1UL << 32 };
        if (major == Simple)
        {
            if (width == 1 && argument < 32)
            {
                Fail(EvidenceReasons.CborMalformed, start, "a simple value of one byte", $"0x{argument:x2}");
                return false;
            }
        }
        else if (argument < least && !indefinite)
        {
            _budget.Longer ??= _origin + start;
        }

        return true;
    }

    private DataItem? String(int start, int major, ulong length, bool indefinite)
    {
        if (!indefinite)
        {
            return Chunk(start, major, length) is { } whole ? Whole(start, major, whole) : null;
        }

        // RFC 8949, 3.2.3: chunks are definite strings of the same kind; each chunk of text is UTF-8 by itself.
        List<byte> joined = [];
        while (true)
        {
            int at = _at;
            if (IsBreak())
            {
                return Whole(start, major, joined.ToArray());
            }

            if (!_budget.Spend())
            {
                return Fail(EvidenceReasons.CborLimit, at, $"at most {AttestationLimits.Items} items");
            }

            if (!Head(out int kind, out ulong part, out bool nested))
            {
                return null;
            }

            if (kind != major || nested)
            {
                return Fail(EvidenceReasons.CborMalformed, at, "a definite piece of the same string");
            }

            if (Chunk(at, major, part) is not { } chunk || (major == TextString && Whole(at, major, chunk) is null))
            {
                return null;
            }

            joined.AddRange(chunk.Span);
        }
    }

    private ReadOnlyMemory<byte>? Chunk(int start, int major, ulong length)
    {
        if (length > (ulong)(_content.Length - _at))
        {
            Fail(EvidenceReasons.CborMalformed, start, $"{length} bytes of {(major == TextString ? "text" : "string")}", $"{_content.Length - _at} bytes to the end");
            return null;
        }

        ReadOnlyMemory<byte> chunk = _content.Slice(_at, (int)length);
        _at += chunk.Length;
        return chunk;
    }

    private DataItem? Whole(int start, int major, ReadOnlyMemory<byte> content) =>
        major == ByteString ? new DataItem(DataKind.Bytes, _origin + start) { Bytes = content, ContentOffset = _origin + _at - content.Length }
        : Utf8.IsValid(content.Span) ? new DataItem(DataKind.Text, _origin + start) { Text = Encoding.UTF8.GetString(content.Span) }
        : Fail(EvidenceReasons.CborMalformed, start, "UTF-8");

    private List<DataItem>? Elements(int start, ulong count, bool indefinite, int depth)
    {
        // Every element has at least one byte.
        if (!indefinite && count > (ulong)(_content.Length - _at))
        {
            Fail(EvidenceReasons.CborMalformed, start, $"{count} elements", $"{_content.Length - _at} bytes to the end");
            return null;
        }

        List<DataItem> elements = [];
        while (indefinite ? !IsBreak() : (ulong)elements.Count < count)
        {
            if (Item(depth + 1) is not { } element)
            {
                return null;
            }

            elements.Add(element);
        }

        return elements;
    }

    private DataItem? Pairs(int start, List<DataItem> pairs)
    {
        if (pairs.Count % 2 != 0)
        {
            return Fail(EvidenceReasons.CborMalformed, start, "a value for every key");
        }

        HashSet<(DataKind, long, string)> seen = [];
        for (int i = 0; i < pairs.Count; i += 2)
        {
            DataItem key = pairs[i];
            int at = (int)(key.Offset - _origin);
            if (key.Kind is not (DataKind.Integer or DataKind.Text or DataKind.Bytes))
            {
                return Fail(EvidenceReasons.CborMalformed, at, "an integer, text or a byte string as key");
            }

            // The same value, however it was encoded.
            if (!seen.Add((key.Kind, key.Number, key.Kind == DataKind.Bytes ? Convert.ToHexString(key.Bytes.Span) : key.Text)))
            {
                return Fail(EvidenceReasons.CborMalformed, at, "each key once");
            }
        }

        return new DataItem(DataKind.Map, _origin + start) { Items = pairs };
    }

    private DataItem? SimpleValue(int start, ulong argument) => (_content.Span[start] & 0x1f) switch
    {
        20 or 21 => new DataItem(DataKind.Truth, _origin + start) { Text = argument == 21 ? "true" : "false" },
        22 => At(start, DataKind.Null),
        25 => Other(start, ((double)BitConverter.UInt16BitsToHalf((ushort)argument)).ToString("R", CultureInfo.InvariantCulture)),
        26 => Other(start, BitConverter.UInt32BitsToSingle((uint)argument).ToString("R", CultureInfo.InvariantCulture)),
        27 => Other(start, BitConverter.UInt64BitsToDouble(argument).ToString("R", CultureInfo.InvariantCulture)),
        _ => Other(start, $"simple({argument})"),
    };

    private bool IsBreak()
    {
        bool found = _at < _content.Length && _content.Span[_at] == 0xff;
        _at += found ? 1 : 0;
        return found;
    }

    private DataItem At(int start, DataKind kind) => new(kind, _origin + start);

    private DataItem Other(int start, string text) => new DataItem(DataKind.Other, _origin + start) { Text = text };

    private DataItem? Fail(Reason reason, int at, string expected, string? found = null)
    {
        _fault ??= new FormatFault(reason, _origin + at, expected, found);
        return null;
    }
}
