using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Cbor;

/// <summary>Reads values from one CBOR message whose form has been checked; every departure ends in one <see cref="FormatFault"/> with its absolute offset.</summary>
/// <remarks>Once a fault is set, every further read gives a harmless default and consumes nothing, so that a parser reads straight on and looks at <see cref="Fault"/> at the end.</remarks>
internal sealed class CborCursor
{
    private readonly CborReader _reader;
    private readonly ReadOnlyMemory<byte> _item;
    private readonly long _origin;
    private readonly Reason _reason;

    private CborCursor(ReadOnlyMemory<byte> item, long origin, Reason reason, FormatFault? fault)
    {
        _item = item;
        _origin = origin;
        _reason = reason;
        Fault = fault;
        // Lax: CborForm has checked more than any conformance mode does.
        _reader = new CborReader(fault is null ? item : default, CborConformanceMode.Lax);
    }

    /// <summary>What went wrong first; null while all is well.</summary>
    public FormatFault? Fault { get; private set; }

    /// <summary>Absolute offset of the next byte.</summary>
    public long Offset => _origin + _item.Length - _reader.BytesRemaining;

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
        if (!Expect(CborReaderState.StartMap, expected))
        {
            return 0;
        }

        long at = Offset;
        int count = _reader.ReadStartMap()!.Value;
        if (count > most)
        {
            FailAt(at, EvidenceReasons.CborLimit, $"at most {most} pairs", $"{count}");
            return 0;
        }

        return count;
    }

    /// <summary>Enters an array.</summary>
    /// <returns>Number of elements; 0 after a fault.</returns>
    public int EnterArray(int least, int most, string expected)
    {
        if (!Expect(CborReaderState.StartArray, expected))
        {
            return 0;
        }

        long at = Offset;
        int count = _reader.ReadStartArray()!.Value;
        if (count < least || count > most)
        {
            FailAt(at, count > most && least != most ? EvidenceReasons.CborLimit : _reason, expected, $"{count} elements");
            return 0;
        }

        return count;
    }

    /// <summary>Leaves a map at its end.</summary>
    public void LeaveMap()
    {
        if (Fault is null)
        {
            _reader.ReadEndMap();
        }
    }

    /// <summary>Leaves an array at its end.</summary>
    public void LeaveArray()
    {
        if (Fault is null)
        {
            _reader.ReadEndArray();
        }
    }

    /// <summary>True when the next item is an integer.</summary>
    public bool IsInteger => Fault is null && _reader.PeekState() is CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger;

    /// <summary>True when the next item is text.</summary>
    public bool IsText => Fault is null && _reader.PeekState() is CborReaderState.TextString;

    /// <summary>True when the next item is an array.</summary>
    public bool IsArray => Fault is null && _reader.PeekState() is CborReaderState.StartArray;

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
        if (!Expect(CborReaderState.ByteString, expected))
        {
            return default;
        }

        long at = Offset;
        ReadOnlyMemory<byte> bytes = _reader.ReadDefiniteLengthByteString();
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
        if (!Expect(CborReaderState.TextString, expected))
        {
            return "";
        }

        long at = Offset;
        string text = _reader.ReadTextString();
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
        bool found = Fault is null && _reader.PeekState() == CborReaderState.Null;
        if (found)
        {
            _reader.ReadNull();
        }

        return found;
    }

    /// <summary>Passes over one item.</summary>
    public void Skip()
    {
        if (Fault is null)
        {
            _reader.SkipValue();
        }
    }

    /// <summary>Sets a fault unless the next item is the given tag, which is then read.</summary>
    public void Tag(ulong tag, string expected)
    {
        if (Expect(CborReaderState.Tag, expected))
        {
            long at = Offset;
            if ((ulong)_reader.ReadTag() != tag)
            {
                FailAt(at, _reason, expected, "another tag");
            }
        }
    }

    private bool Expect(CborReaderState state, string expected)
    {
        if (Fault is null && _reader.PeekState() != state)
        {
            Fail(_reason, expected, Kind());
        }

        return Fault is null;
    }

    private string Kind() => _reader.PeekState() switch
    {
        CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger => "an integer",
        CborReaderState.ByteString => "a byte string",
        CborReaderState.TextString => "text",
        CborReaderState.StartArray => "an array",
        CborReaderState.StartMap => "a map",
        CborReaderState.Tag => "a tag",
        CborReaderState.HalfPrecisionFloat or CborReaderState.SinglePrecisionFloat or CborReaderState.DoublePrecisionFloat => "a floating-point number",
        CborReaderState.EndArray or CborReaderState.EndMap => "the end of the array or map",
        _ => "a simple value",
    };

    // CborReader throws where a number does not fit; its argument then stays unread, but a fault ends the reading anyway.
    private bool TryReadLong(out long value)
    {
        if (_reader.PeekState() == CborReaderState.UnsignedInteger)
        {
            ulong magnitude = _reader.ReadUInt64();
            value = (long)magnitude;
            return magnitude <= long.MaxValue;
        }

        ulong negative = _reader.ReadCborNegativeIntegerRepresentation();
        value = negative <= long.MaxValue ? -1 - (long)negative : 0;
        return negative <= long.MaxValue;
    }
}
