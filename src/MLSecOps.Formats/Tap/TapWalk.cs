using System.Buffers.Binary;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Tap;

/// <summary>Goes once through the body of a message whose header is good, and stops at the first departure. Nothing is followed before its length was checked.</summary>
internal ref struct TapWalk(ReadOnlySpan<byte> bytes, TapKind kind)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at = TapLayout.HeaderBytes;

    /// <summary>The first departure.</summary>
    public TapFault Fault { get; private set; }

    /// <summary>Descriptors that tensors named, each once and in order.</summary>
    public int Descriptors { get; private set; }

    /// <summary>Checks so many records and that nothing follows them.</summary>
    public bool Records(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!Record())
            {
                return false;
            }
        }

        return End(_at);
    }

    /// <summary>Checks what follows the header of an ERROR.</summary>
    public bool Error()
    {
        if (!End(TapLayout.HeaderBytes + TapLayout.ErrorBytes))
        {
            return false;
        }

        ReadOnlySpan<byte> body = _bytes[TapLayout.HeaderBytes..];
        return BinaryPrimitives.ReadUInt64LittleEndian(body) == 0 ? Fail(TapReasons.Malformed, TapLayout.HeaderBytes, "the token of a canary")
            : BinaryPrimitives.ReadUInt32LittleEndian(body[8..]) is 0 or > (uint)TapErrorCause.NothingRegistered ? Fail(TapReasons.Malformed, TapLayout.HeaderBytes + 8, "a known cause")
            : BinaryPrimitives.ReadUInt32LittleEndian(body[12..]) == 0 || Fail(TapReasons.Malformed, TapLayout.HeaderBytes + 12, "zero");
    }

    /// <summary>Checks what follows the header of a SAMPLE.</summary>
    public bool Sample()
    {
        if (!End(TapLayout.HeaderBytes + TapLayout.SampleBytes))
        {
            return false;
        }

        ReadOnlySpan<byte> body = _bytes[TapLayout.HeaderBytes..];
        return BinaryPrimitives.ReadUInt32LittleEndian(body) is 0 or > TapLimits.SampleRecords ? Fail(TapReasons.LimitExceeded, TapLayout.HeaderBytes, "1..1024 records")
            : BinaryPrimitives.ReadUInt32LittleEndian(body[4..]) == 0 || Fail(TapReasons.Malformed, TapLayout.HeaderBytes + 4, "zero");
    }

    /// <summary>Checks that the message ends there.</summary>
    public bool End(int at) => _bytes.Length == at || Fail(TapReasons.Malformed, Math.Min(at, _bytes.Length), "the end of the message after what it counts");

    private bool Record()
    {
        int start = _at;
        if (_bytes.Length - start < TapLayout.RecordBytes)
        {
            return Fail(TapReasons.Malformed, start, "a record");
        }

        ReadOnlySpan<byte> head = _bytes.Slice(start, TapLayout.RecordBytes);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        int tensors = head[TapLayout.RecordTensorsAt];
        int flags = head[TapLayout.RecordFlagsAt];
        ulong token = BinaryPrimitives.ReadUInt64LittleEndian(head[TapLayout.RecordTokenAt..]);
        if (length < TapLayout.RecordBytes || length > (uint)(_bytes.Length - start) || (length & 7) != 0)
        {
            return Fail(TapReasons.Malformed, start, "a record inside the message, its length a multiple of 8");
        }

        if (tensors > TapLimits.Tensors)
        {
            return Fail(TapReasons.LimitExceeded, start + TapLayout.RecordTensorsAt, "at most 16 tensors");
        }

        if ((flags & ~(int)TapRecordFlags.All) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(head[TapLayout.RecordZeroAt..]) != 0)
        {
            return Fail(TapReasons.Malformed, start + TapLayout.RecordFlagsAt, "known flags and two zeros");
        }

        if (kind == TapKind.Canary && (token == 0 || tensors == 0 || flags != 0))
        {
            return Fail(TapReasons.Malformed, start, "a canary: a token, inputs, no flags");
        }

        int end = start + (int)length;
        _at = start + TapLayout.RecordBytes;
        for (int i = 0; i < tensors; i++)
        {
            if (!Tensor(end, flags))
            {
                return false;
            }
        }

        return _at == end || Fail(TapReasons.Malformed, _at, "the end of the record after its tensors");
    }

    private bool Tensor(int end, int flags)
    {
        int start = _at;
        if (end - start < TapLayout.TensorBytes)
        {
            return Fail(TapReasons.Malformed, start, "a tensor inside its record");
        }

        // The eight bytes of the head before the length, read at once.
        ulong head = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[start..]);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(start + TapLayout.TensorLengthAt)..]);
        var type = (ElementType)Head(head, TapLayout.TensorTypeAt);
        int rank = Head(head, TapLayout.TensorRankAt);
        var place = (TapPlace)Head(head, TapLayout.TensorPlaceAt);
        int name = Head(head, TapLayout.TensorNameBytesAt);
        int size = ElementTypes.Size(type);
        if (!IsRole((TapRole)Head(head, TapLayout.TensorRoleAt), flags))
        {
            return Fail(TapReasons.Malformed, start + TapLayout.TensorRoleAt, "an input, or an output of a call that did not fail");
        }

        if (size == 0 && type != ElementType.Text)
        {
            return Fail(TapReasons.Malformed, start + TapLayout.TensorTypeAt, "a known element type");
        }

        if (rank > TapLimits.Rank)
        {
            return Fail(TapReasons.LimitExceeded, start + TapLayout.TensorRankAt, "at most 8 dimensions");
        }

        if (!IsPlace(place, Head(head, TapLayout.TensorDescriptorAt), flags))
        {
            return Fail(TapReasons.Malformed, start + TapLayout.TensorPlaceAt, "a known place, descriptors in order, nothing omitted where all is promised");
        }

        int shape = start + TapLayout.TensorBytes;
        int content = shape + TapLayout.Padded(rank * TapLayout.DimensionBytes) + TapLayout.Padded(name);
        if (content > end)
        {
            return Fail(TapReasons.Malformed, start, "shape and name inside the record");
        }

        if (!Elements(shape, rank, out ulong elements))
        {
            return Fail(TapReasons.LimitExceeded, shape, "a shape of at most 2^40 elements");
        }

        if (size != 0 && elements * (ulong)size != length)
        {
            return Fail(TapReasons.Malformed, start + TapLayout.TensorLengthAt, "as many bytes as shape and type have");
        }

        if (!IsZero(shape + (rank * TapLayout.DimensionBytes), shape + TapLayout.Padded(rank * TapLayout.DimensionBytes)) || !IsZero(content - TapLayout.Padded(name) + name, content))
        {
            return Fail(TapReasons.Malformed, shape, "zeros after shape and name");
        }

        return place == TapPlace.Inline ? Content(content, length, end, type, elements) : Elsewhere(content, length, place);
    }

    private bool Content(int start, ulong length, int end, ElementType type, ulong elements)
    {
        if (length > TapLimits.InlineBytes)
        {
            return Fail(TapReasons.LimitExceeded, start, "at most 16 KiB in the message");
        }

        int stop = start + (int)length;
        _at = start + TapLayout.Padded((int)length);
        return _at > end ? Fail(TapReasons.Malformed, start, "the content inside the record")
            : !IsZero(stop, _at) ? Fail(TapReasons.Malformed, stop, "zeros after the content")
            : type != ElementType.Text || TapText.IsWhole(_bytes[start..stop], elements) || Fail(TapReasons.Malformed, start, "as many texts of UTF-8 as the shape has elements");
    }

    private bool Elsewhere(int after, ulong length, TapPlace place)
    {
        _at = after;
        if (place == TapPlace.Descriptor)
        {
            Descriptors++;
        }

        return place == TapPlace.Omitted || length is > 0 and <= TapLimits.DescriptorBytes || Fail(TapReasons.LimitExceeded, after, "1..64 MiB in a memory file");
    }

    private readonly bool IsRole(TapRole role, int flags) => role == TapRole.Input
        || (role == TapRole.Output && kind == TapKind.Records && (flags & (int)TapRecordFlags.Failed) == 0);

    private readonly bool IsPlace(TapPlace place, int descriptor, int flags) => place switch
    {
        TapPlace.Inline => descriptor == 0,
        TapPlace.Omitted => descriptor == 0 && kind == TapKind.Records && (flags & (int)TapRecordFlags.Whole) == 0,
        TapPlace.Descriptor => descriptor == Descriptors && descriptor < TapLimits.Descriptors,
        _ => false,
    };

    private readonly bool Elements(int shape, int rank, out ulong elements)
    {
        elements = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            ulong dimension = BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(shape + (axis * TapLayout.DimensionBytes))..]);
            if (dimension != 0 && elements > TapLimits.Elements / dimension)
            {
                return false;
            }

            elements *= dimension;
        }

        return true;
    }

    private static byte Head(ulong head, int at) => (byte)(head >> (8 * at));

    // At most 7 bytes.
    private readonly bool IsZero(int from, int to)
    {
        int any = 0;
        for (int i = from; i < to; i++)
        {
            any |= _bytes[i];
        }

        return any == 0;
    }

    private bool Fail(Reason reason, int offset, string expected)
    {
        Fault = new TapFault(reason, offset, expected);
        return false;
    }
}
