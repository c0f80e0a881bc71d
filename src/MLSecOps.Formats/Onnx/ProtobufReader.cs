using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx;

/// <summary>Reads one protobuf message on the wire, field by field. No allocation; O(1) for each field but skipped groups.</summary>
/// <remarks>
/// Protobuf encoding specification. As permissive as the reader inside ONNX Runtime, so that both see the same model: varints of up to ten
/// bytes are accepted though a shorter form exists, and bits above 64 are dropped. The first fault ends the message: <see cref="Fault"/> is then set
/// and every further read fails.
/// </remarks>
internal ref struct ProtobufReader
{
    /// <summary>Messages and groups nested deeper than this are refused; the limit that protobuf implementations use.</summary>
    public const int MaxDepth = 100;

    private const int MaxTagBytes = 5;
    private const int MaxVarintBytes = 10;

    private readonly ReadOnlySpan<byte> _input;
    private readonly long _origin;
    private readonly int _depth;
    private int _position;
    private int _fieldStart;

    /// <summary>Reads a whole message. Input is untrusted.</summary>
    /// <param name="input">The message, without tag and length.</param>
    public ProtobufReader(ReadOnlySpan<byte> input)
        : this(input, 0, 0)
    {
    }

    private ProtobufReader(ReadOnlySpan<byte> input, long origin, int depth)
    {
        _input = input;
        _origin = origin;
        _depth = depth;
    }

    /// <summary>What stopped the reading; null so far.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Absolute offset of the next byte.</summary>
    public readonly long Offset => _origin + _position;

    /// <summary>Whether every byte was read.</summary>
    public readonly bool AtEnd => _position == _input.Length;

    /// <summary>Reads the next tag. False at the end of the message and on a fault.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        (field, type) = (0, default);
        _fieldStart = _position;
        if (Fault is not null || AtEnd || !TryReadVarint(MaxTagBytes, out ulong tag))
        {
            return false;
        }

        (field, type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return tag <= uint.MaxValue && field != 0 && type <= WireType.Fixed32 || Fail("a tag", tag.ToString());
    }

    /// <summary>Reads a varint.</summary>
    public bool TryReadVarint(out ulong value) => TryReadVarint(MaxVarintBytes, out value);

    /// <summary>Reads eight bytes.</summary>
    public bool TryReadFixed64(out ulong value)
    {
        bool read = TryTake(8, out ReadOnlySpan<byte> bytes);
        value = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>Reads four bytes.</summary>
    public bool TryReadFixed32(out uint value)
    {
        bool read = TryTake(4, out ReadOnlySpan<byte> bytes);
        value = read ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>Reads a length and that many bytes, which alias the input.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return TryReadVarint(out ulong length) && TryTake(length, out bytes);
    }

    /// <summary>Reads a length and opens that many bytes as a nested message. The caller looks at the nested reader's fault too.</summary>
    public bool TryEnter(out ProtobufReader nested)
    {
        nested = default;
        if (!TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        nested = new ProtobufReader(bytes, _origin + _position - bytes.Length, _depth + 1);
        return _depth < MaxDepth || Fail($"at most {MaxDepth} nested messages");
    }

    /// <summary>Skips the value of a field that is not known.</summary>
    public bool TrySkip(int field, WireType type) => type switch
    {
        WireType.Varint => TryReadVarint(out _),
        WireType.Fixed64 => TryTake(8, out _),
        WireType.Fixed32 => TryTake(4, out _),
        WireType.Length => TryReadBytes(out _),
        WireType.StartGroup => TrySkipGroup(field),
        _ => Fail("no end of a group that was not opened"),
    };

    /// <summary>Takes over the fault of a nested reader; false when there is one.</summary>
    public bool TryLeave(in ProtobufReader nested)
    {
        Fault ??= nested.Fault;
        return Fault is null;
    }

    /// <summary>Refuses the message for a reason of its own; always false.</summary>
    public bool Refuse(FormatFault fault)
    {
        Fault ??= fault;
        return false;
    }

    private bool TrySkipGroup(int field)
    {
        Span<int> open = stackalloc int[MaxDepth];
        int depth = _depth;
        open[0] = field;
        int level = 1;
        while (level > 0)
        {
            if (AtEnd)
            {
                return Fail("the end of the group");
            }

            if (!TryReadTag(out int inner, out WireType type))
            {
                return false;
            }

            if (type == WireType.EndGroup)
            {
                if (inner != open[--level])
                {
                    return Fail("the end of the group that is open");
                }
            }
            else if (type == WireType.StartGroup)
            {
                if (depth + level >= MaxDepth)
                {
                    return Fail($"at most {MaxDepth} nested groups");
                }

                open[level++] = inner;
            }
            else if (!TrySkip(inner, type))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryReadVarint(int maxBytes, out ulong value)
    {
        value = 0;
        for (int index = 0; index < maxBytes && Fault is null; index++)
        {
            if (AtEnd)
            {
                return Fail("a varint", "the end of the input");
            }

            byte next = _input[_position++];
            value |= (ulong)(next & 0x7F) << (7 * index);
            if (next < 0x80)
            {
                return true;
            }
        }

        return Fail($"a varint of at most {maxBytes} bytes");
    }

    private bool TryTake(ulong count, out ReadOnlySpan<byte> bytes)
    {
        int left = _input.Length - _position;
        if (Fault is not null || count > (ulong)left)
        {
            bytes = default;
            return Fail($"{count} bytes", $"{left}");
        }

        bytes = _input.Slice(_position, (int)count);
        _position += (int)count;
        return true;
    }

    private bool Fail(string expected, string? found = null) =>
        Refuse(new FormatFault(RehearsalReasons.ProtobufMalformed, _origin + _fieldStart, expected, found));
}
