using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Cms;

/// <summary>Reads consecutive DER values and knows its absolute offset.</summary>
/// <remarks>
/// ITU-T X.690, clause 10 and 11. Each read throws <see cref="DerFaultException"/> with <c>reason</c> when what stands there is
/// not, in strict DER, what was asked for. Input is untrusted.
/// </remarks>
/// <param name="content">The values.</param>
/// <param name="offset">Where they begin in the whole.</param>
/// <param name="reason">The reason that faults carry.</param>
internal ref struct DerReader(ReadOnlySpan<byte> content, int offset, Reason reason)
{
    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Where the next value begins.</summary>
    public int Offset { get; private set; } = offset;

    /// <summary>True when nothing is left.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>A tag of class "context-specific".</summary>
    public static Asn1Tag Context(int number, bool constructed = true) => new(TagClass.ContextSpecific, number, constructed);

    /// <summary>True when the next value has this tag.</summary>
    public readonly bool Is(Asn1Tag tag) => !_rest.IsEmpty && Asn1Tag.TryDecode(_rest, out Asn1Tag next, out _) && next == tag;

    /// <summary>Reads one whole value, tag and length included.</summary>
    public ReadOnlySpan<byte> Encoded(string expected)
    {
        int length = 0;
        try
        {
            AsnDecoder.ReadEncodedValue(_rest, AsnEncodingRules.DER, out _, out _, out length);
        }
        catch (AsnContentException)
        {
            Fail(expected);
        }

        return Take(length);
    }

    /// <summary>Enters a SEQUENCE, or what has an implicit tag in its stead.</summary>
    public DerReader Sequence(string expected, Asn1Tag? tag = null)
    {
        try
        {
            AsnDecoder.ReadSequence(_rest, AsnEncodingRules.DER, out int at, out int length, out int used, tag);
            return Enter(at, length, used);
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return default;
        }
    }

    /// <summary>Enters a SET OF whose members are sorted as DER demands (X.690 11.6).</summary>
    /// <param name="expected">What was asked for.</param>
    /// <param name="tag">An implicit tag in its stead.</param>
    /// <param name="sorted">False where the order means nothing, because nothing signed depends on it, and known producers get it wrong.</param>
    public DerReader SetOf(string expected, Asn1Tag? tag = null, bool sorted = true)
    {
        try
        {
            AsnDecoder.ReadSetOf(_rest, AsnEncodingRules.DER, out int at, out int length, out int used, !sorted, tag);
            return Enter(at, length, used);
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return default;
        }
    }

    /// <summary>Reads an object identifier in dotted form.</summary>
    public string Oid(string expected)
    {
        try
        {
            string oid = AsnDecoder.ReadObjectIdentifier(_rest, AsnEncodingRules.DER, out int used);
            Take(used);
            return oid;
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return "";
        }
    }

    /// <summary>Reads the two's-complement bytes of an INTEGER.</summary>
    public ReadOnlySpan<byte> IntegerBytes(string expected)
    {
        try
        {
            ReadOnlySpan<byte> value = AsnDecoder.ReadIntegerBytes(_rest, AsnEncodingRules.DER, out int used);
            Take(used);
            return value;
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return default;
        }
    }

    /// <summary>Reads an INTEGER from 0 to 2^31-1.</summary>
    public int SmallInteger(string expected)
    {
        int start = Offset;
        ReadOnlySpan<byte> bytes = IntegerBytes(expected);
        int value = 0;
        foreach (byte part in bytes)
        {
            value = (value << 8) | part;
        }

        return bytes.Length <= 4 && (bytes[0] & 0x80) == 0 ? value : throw Fault(start, expected);
    }

    /// <summary>Reads an ENUMERATED from 0 to 127.</summary>
    public int Enumerated(string expected)
    {
        int start = Offset;
        ReadOnlySpan<byte> value = Encoded(expected);
        return value is [0x0a, 1, < 0x80] ? value[2] : throw Fault(start, expected);
    }

    /// <summary>Reads a primitive OCTET STRING, or what has an implicit primitive tag in its stead.</summary>
    public ReadOnlySpan<byte> OctetString(string expected, Asn1Tag? tag = null)
    {
        ReadOnlySpan<byte> value = default;
        int used = 0;
        try
        {
            if (!AsnDecoder.TryReadPrimitiveOctetString(_rest, AsnEncodingRules.DER, out value, out used, tag))
            {
                Fail(expected);
            }
        }
        catch (AsnContentException)
        {
            Fail(expected);
        }

        Take(used);
        return value;
    }

    /// <summary>Reads a BIT STRING without unused bits.</summary>
    public ReadOnlySpan<byte> WholeBits(string expected)
    {
        int start = Offset;
        ReadOnlySpan<byte> bits = Bits(expected, out int unused);
        return unused == 0 ? bits : throw Fault(start, expected);
    }

    /// <summary>Reads a BIT STRING.</summary>
    public ReadOnlySpan<byte> Bits(string expected, out int unused)
    {
        ReadOnlySpan<byte> value = default;
        int used = 0;
        unused = 0;
        try
        {
            if (!AsnDecoder.TryReadPrimitiveBitString(_rest, AsnEncodingRules.DER, out unused, out value, out used))
            {
                Fail(expected);
            }
        }
        catch (AsnContentException)
        {
            Fail(expected);
        }

        Take(used);
        return value;
    }

    /// <summary>Reads a BOOLEAN.</summary>
    public bool Boolean(string expected)
    {
        try
        {
            bool value = AsnDecoder.ReadBoolean(_rest, AsnEncodingRules.DER, out int used);
            Take(used);
            return value;
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return false;
        }
    }

    /// <summary>Reads a NULL.</summary>
    public void Null(string expected)
    {
        try
        {
            AsnDecoder.ReadNull(_rest, AsnEncodingRules.DER, out int used);
            Take(used);
        }
        catch (AsnContentException)
        {
            Fail(expected);
        }
    }

    /// <summary>Reads a UTCTime or GeneralizedTime without fraction (RFC 5280, 4.1.2.5).</summary>
    public DateTimeOffset Time(string expected)
    {
        try
        {
            int used;
            DateTimeOffset value = Is(Asn1Tag.UtcTime)
                ? AsnDecoder.ReadUtcTime(_rest, AsnEncodingRules.DER, out used)
                : AsnDecoder.ReadGeneralizedTime(_rest, AsnEncodingRules.DER, out used);
            Take(used);
            return value;
        }
        catch (AsnContentException)
        {
            Fail(expected);
            return default;
        }
    }

    /// <summary>Checks that nothing follows.</summary>
    public readonly void End(string expected)
    {
        if (!IsEmpty)
        {
            Fail($"the end of {expected}");
        }
    }

    /// <summary>Stops with a fault at the next value.</summary>
    [DoesNotReturn]
    public readonly void Fail(string expected) => throw Fault(Offset, expected);

    /// <summary>A fault of the reader's own reason.</summary>
    public readonly DerFaultException Fault(int at, string expected) => new(new FormatFault(reason, at, expected));

    private DerReader Enter(int at, int length, int used)
    {
        DerReader inner = new(_rest.Slice(at, length), Offset + at, reason);
        Take(used);
        return inner;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> value = _rest[..length];
        _rest = _rest[length..];
        Offset += length;
        return value;
    }
}
