using System.Buffers.Binary;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Cbor;

/// <summary>Reads values from one CBOR message whose form has been checked; every departure ends in one <see cref="FormatFault"/> with its absolute offset.</summary>
/// <remarks>Once a fault is set, every further read gives a harmless default and consumes nothing, so that a parser reads straight on and looks at <see cref="Fault"/> at the end.</remarks>
internal sealed class CborCursor
{
    private const int End = -1, Unsigned = 0, Negative = 1, ByteString = 2, TextString = 3, ArrayStart = 4, MapStart = 5, TagStart = 6, Simple = 7;
    private const byte Null = 0xf6;

    private readonly ReadOnlyMemory<byte> _item;
    private readonly long _origin;
    private readonly Reason _reason;

    // Items that are left at each level, the message itself outermost.
    private readonly int[] _left = new int[CborLimits.Depth + 2];
    private int _level;
    private int _at;

    private CborCursor(ReadOnlyMemory<byte> item, long origin, Reason reason, FormatFault? fault)
    {
        _item = item;
        _origin = origin;
        _reason = reason;
        Fault = fault;
        _left[0] = 1;
    }

    /// <summary>What went wrong first; null while all is well.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Absolute offset of the next byte.</summary>
    public long Offset => _origin + _at;

    /// <summary>Checks the form of a message and stands before it.</summary>
    /// <param name="item">Exactly one item; untrusted.</param>
    /// <param name="sizeLimit">The most bytes it may have.</param>
    /// <param name="reason">The reason of a value of the wrong type or range.</param>
    /// <param name="origin">Offset of its first byte in what was received.</param>
    public static CborCursor Open(ReadOnlyMemory<byte> item, int sizeLimit, Reason reason, long origin = 0) =>
        new(item, origin, reason, CborForm.Check(item.Span, sizeLimit, origin));

    /// <summary>Another cursor before the same message, whose form is not checked a second time.</summary>
    public CborCursor Again() => new(_item, _origin, _reason, Fault);

    /// <summary>Sets the fault at the next byte, unless there is one already.</summary>
    public void Fail(Reason reason, string expected, string? found = null) => Fault ??= new FormatFault(reason, Offset, expected, found);

    /// <summary>Sets the fault of a value that was just read.</summary>
    public void FailAt(long offset, Reason reason, string expected, string? found = null) => Fault ??= new FormatFault(reason, offset, expected, found);

    /// <summary>Takes over the fault of a message inside this one, which counts its offsets from the same start.</summary>
    public void Adopt(FormatFault fault) => Fault ??= fault;

    /// <summary>Enters a map.</summary>
    /// <returns>Number of pairs; 0 after a fault.</returns>
    public int EnterMap(string expected, int most = CborLimits.Pairs)
    {
        if (!Expect(MapStart, expected))
        {
            return 0;
        }

        long at = Offset;
        int count = (int)Head();
        if (count > most)
        {
            FailAt(at, EvidenceReasons.CborLimit, $"at most {most} pairs", $"{count}");
            return 0;
        }

        _left[++_level] = 2 * count;
        return count;
    }

    /// <summary>Enters an array.</summary>
    /// <param name="least">The least elements it may have.</param>
    /// <param name="most">The most.</param>
    /// <param name="expected">What it is, in words.</param>
    /// <param name="hasRange">True when a fault is to name least and most too.</param>
    /// <returns>Number of elements; 0 after a fault.</returns>
    public int EnterArray(int least, int most, string expected, bool hasRange = false)
    {
        if (Fault is null && Next != ArrayStart)
        {
            Fail(_reason, Words(), Kind());
        }

        if (Fault is not null)
        {
            return 0;
        }

        long at = Offset;
        int count = (int)Head();
        if (count < least || count > most)
        {
            FailAt(at, count > most && least != most ? EvidenceReasons.CborLimit : _reason, Words(), $"{count} elements");
            return 0;
        }

        _left[++_level] = count;
        return count;

        // Made only when it is needed: most messages are in order.
        string Words() => hasRange ? $"{expected} of {least} to {most}" : expected;
    }

    /// <summary>Leaves a map at its end.</summary>
    public void LeaveMap() => Leave();

    /// <summary>Leaves an array at its end.</summary>
    public void LeaveArray() => Leave();

    /// <summary>True when the next item is an integer.</summary>
    public bool IsInteger => Fault is null && Next is Unsigned or Negative;

    /// <summary>True when the next item is text.</summary>
    public bool IsText => Fault is null && Next is TextString;

    /// <summary>True when the next item is an array.</summary>
    public bool IsArray => Fault is null && Next is ArrayStart;

    /// <summary>Reads an integer. Floating-point numbers are none, whole or not (RFC 8392, 2: NumericDate without fraction in our profile).</summary>
    public long Integer(long least, long most, string expected)
    {
        if (Fault is not null)
        {
            return 0;
        }

        if (!IsInteger)
        {
            Fail(_reason, expected, Kind());
            return 0;
        }

        long at = Offset;
        if (!TryReadLong(out long value) || value < least || value > most)
        {
            FailAt(at, _reason, expected);
            return 0;
        }

        return value;
    }

    /// <summary>Reads a byte string of a length in the range; aliases the message.</summary>
    public ReadOnlyMemory<byte> Bytes(int least, int most, string expected)
    {
        if (!Expect(ByteString, expected))
        {
            return default;
        }

        long at = Offset;
        ReadOnlyMemory<byte> bytes = Content();
        if (bytes.Length < least || bytes.Length > most)
        {
            FailAt(at, _reason, expected, $"{bytes.Length} bytes");
            return default;
        }

        return bytes;
    }

    /// <summary>Reads a SHA-256 value; <c>default</c> after a fault.</summary>
    public Sha256Digest Digest(string expected)
    {
        ReadOnlyMemory<byte> bytes = Bytes(Sha256Digest.Size, Sha256Digest.Size, expected);
        return Fault is null ? new Sha256Digest(bytes.Span) : default;
    }

    /// <summary>Reads text.</summary>
    /// <param name="mostBytes">The most bytes of UTF-8.</param>
    /// <param name="valid">What must hold for it.</param>
    /// <param name="expected">The same in words.</param>
    public string Text(int mostBytes, Func<string, bool> valid, string expected)
    {
        if (!Expect(TextString, expected))
        {
            return "";
        }

        long at = Offset;
        string text = Encoding.UTF8.GetString(Content().Span);
        if (text.Length > mostBytes || !valid(text))
        {
            FailAt(at, _reason, expected, text.Length <= 64 ? text : text[..64] + "…");
            return "";
        }

        return text;
    }

    /// <summary>Reads null if that is the next item.</summary>
    /// <returns>True when it was.</returns>
    public bool TryNull()
    {
        bool found = Fault is null && Next == Simple && _item.Span[_at] == Null;
        if (found)
        {
            Head();
        }

        return found;
    }

    /// <summary>Passes over one item.</summary>
    public void Skip()
    {
        if (Fault is not null)
        {
            return;
        }

        // An item at a time, so that no depth costs stack: each that has items inside leaves so many more to pass over.
        long pending = 1;
        for (_left[_level]--; pending > 0; pending--)
        {
            int major = _item.Span[_at] >> 5;
            long argument = Argument();
            switch (major)
            {
                case ByteString or TextString:
                    _at += (int)argument;
                    break;
                case ArrayStart:
                    pending += argument;
                    break;
                case MapStart:
                    pending += 2 * argument;
                    break;
                case TagStart:
                    pending++;
                    break;
            }
        }
    }

    /// <summary>Sets a fault unless the next item is the given tag, which is then read.</summary>
    public void Tag(ulong tag, string expected)
    {
        if (Expect(TagStart, expected))
        {
            long at = Offset;
            // What is tagged is the same item still.
            if ((ulong)Argument() != tag)
            {
                FailAt(at, _reason, expected, "another tag");
            }
        }
    }

    // Major type of the next item (RFC 8949, 3.1), or End.
    private int Next => _left[_level] == 0 ? End : _item.Span[_at] >> 5;

    private bool Expect(int major, string expected)
    {
        if (Fault is null && Next != major)
        {
            Fail(_reason, expected, Kind());
        }

        return Fault is null;
    }

    private string Kind() => Next switch
    {
        End => "the end of the array or map",
        Unsigned or Negative => "an integer",
        ByteString => "a byte string",
        TextString => "text",
        ArrayStart => "an array",
        MapStart => "a map",
        TagStart => "a tag",
        _ => (_item.Span[_at] & 0x1f) is >= 25 and <= 27 ? "a floating-point number" : "a simple value",
    };

    private void Leave()
    {
        if (Fault is not null)
        {
            return;
        }

        if (_left[_level] != 0)
        {
            throw new InvalidOperationException("A parser left a map or array before its end; this is a bug.");
        }

        _level--;
    }

    private ReadOnlyMemory<byte> Content()
    {
        int length = (int)Head();
        ReadOnlyMemory<byte> content = _item.Slice(_at, length);
        _at += length;
        return content;
    }

    // The argument of the next item, which counts as read.
    private long Head()
    {
        _left[_level]--;
        return Argument();
    }

    // CborForm has seen that it is whole, and that counts and lengths are within the message.
    private long Argument()
    {
        ReadOnlySpan<byte> rest = _item.Span[_at..];
        int form = rest[0] & 0x1f;
        (long argument, int width) = form switch
        {
            < 24 => (form, 0),
            24 => (rest[1], 1),
            25 => (BinaryPrimitives.ReadUInt16BigEndian(rest[1..]), 2),
            26 => (BinaryPrimitives.ReadUInt32BigEndian(rest[1..]), 4),
            _ => (BinaryPrimitives.ReadInt64BigEndian(rest[1..]), 8),
        };
        _at += 1 + width;
        return argument;
    }

    // A negative argument is one above what a long holds: no number of ours is so great.
    private bool TryReadLong(out long value)
    {
        bool negative = Next == Negative;
        long argument = Head();
        value = argument < 0 ? 0 : negative ? -1 - argument : argument;
        return argument >= 0;
    }
}
