using System.Buffers.Binary;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Tap;

/// <summary>Writes one tap message into a buffer. What does not fit is not written, and said; what is written, <see cref="TapMessage"/> accepts. No allocation.</summary>
public ref struct TapWriter
{
    private readonly Span<byte> _buffer;
    private int _at = TapLayout.HeaderBytes;
    private int _record;
    private int _tensors;
    private int _recordDescriptors;

    /// <summary>Begins a message.</summary>
    /// <param name="buffer">At least a header; more than <see cref="TapLimits.MessageBytes"/> is not used.</param>
    public TapWriter(Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, TapLayout.HeaderBytes, nameof(buffer));
        _buffer = buffer[..(Math.Min(buffer.Length, TapLimits.MessageBytes) & ~7)];
    }

    /// <summary>Records that were ended.</summary>
    public int Count { get; private set; }

    /// <summary>Descriptors that tensors were put in so far: the number of the next one.</summary>
    public int Descriptors { get; private set; }

    /// <summary>Writes an ERROR.</summary>
    /// <returns>Bytes of the message.</returns>
    public static int Error(Span<byte> buffer, ulong token, TapErrorCause cause, ulong sequence, ulong records)
    {
        Span<byte> body = buffer.Slice(TapLayout.HeaderBytes, TapLayout.ErrorBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(body, token);
        BinaryPrimitives.WriteUInt64LittleEndian(body[8..], (ulong)cause);
        return Header(buffer, TapKind.Error, 0, TapLayout.HeaderBytes + TapLayout.ErrorBytes, sequence, records);
    }

    /// <summary>Writes a SAMPLE.</summary>
    /// <returns>Bytes of the message.</returns>
    public static int Sample(Span<byte> buffer, int wanted, ulong sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(wanted is >= 1 and <= TapLimits.SampleRecords, true, nameof(wanted));
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.Slice(TapLayout.HeaderBytes, TapLayout.SampleBytes), (ulong)wanted);
        return Header(buffer, TapKind.Sample, 0, TapLayout.HeaderBytes + TapLayout.SampleBytes, sequence, 0);
    }

    /// <summary>Writes a BYE.</summary>
    /// <returns>Bytes of the message.</returns>
    public static int Bye(Span<byte> buffer, ulong sequence, ulong records) => Header(buffer, TapKind.Bye, 0, TapLayout.HeaderBytes, sequence, records);

    /// <summary>Begins a record; the one before it has ended or was taken back.</summary>
    /// <returns>False where it does not fit: finish this message and begin another.</returns>
    public bool TryBeginRecord(ulong token, ulong nanoseconds, TapRecordFlags flags)
    {
        if (Count == TapLimits.Records || _buffer.Length - _at < TapLayout.RecordBytes)
        {
            return false;
        }

        _record = _at;
        _tensors = 0;
        _recordDescriptors = Descriptors;
        Span<byte> head = _buffer.Slice(_at, TapLayout.RecordBytes);
        head.Clear();
        head[TapLayout.RecordFlagsAt] = (byte)flags;
        BinaryPrimitives.WriteUInt64LittleEndian(head[TapLayout.RecordTokenAt..], token);
        BinaryPrimitives.WriteUInt64LittleEndian(head[TapLayout.RecordLatencyAt..], nanoseconds);
        _at += TapLayout.RecordBytes;
        return true;
    }

    /// <summary>Adds a tensor with its content.</summary>
    /// <returns>False where it does not fit or is longer than <see cref="TapLimits.InlineBytes"/>; the record is as it was.</returns>
    public bool TryAdd(in TapTensorHead head, ReadOnlySpan<byte> content)
    {
        if (content.Length > TapLimits.InlineBytes || !TryAddHead(head, TapPlace.Inline, 0, (ulong)content.Length, TapLayout.Padded(content.Length)))
        {
            return false;
        }

        content.CopyTo(_buffer[_at..]);
        int end = _at + TapLayout.Padded(content.Length);
        _buffer[(_at + content.Length)..end].Clear();
        _at = end;
        return true;
    }

    /// <summary>Adds a tensor without its content.</summary>
    /// <returns>False where it does not fit; the record is as it was.</returns>
    public bool TryAddOmitted(in TapTensorHead head, ulong bytes) => TryAddHead(head, TapPlace.Omitted, 0, bytes, 0);

    /// <summary>Adds a tensor whose content is in a sealed memory file, to be sent as the descriptor of the number that <see cref="Descriptors"/> had before.</summary>
    /// <returns>False where it does not fit or no more descriptors go with a message; the record is as it was.</returns>
    public bool TryAddDescriptor(in TapTensorHead head, ulong bytes)
    {
        if (Descriptors == TapLimits.Descriptors || bytes is 0 or > TapLimits.DescriptorBytes || !TryAddHead(head, TapPlace.Descriptor, Descriptors, bytes, 0))
        {
            return false;
        }

        Descriptors++;
        return true;
    }

    /// <summary>Ends the record.</summary>
    public void EndRecord()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[(_record + TapLayout.RecordLengthAt)..], _at - _record);
        _buffer[_record + TapLayout.RecordTensorsAt] = (byte)_tensors;
        Count++;
    }

    /// <summary>Takes the record that was begun back.</summary>
    public void CancelRecord()
    {
        _at = _record;
        Descriptors = _recordDescriptors;
    }

    /// <summary>Ends a message of <see cref="TapKind.Records"/> or <see cref="TapKind.Canary"/>.</summary>
    /// <param name="kind">Which of both.</param>
    /// <param name="sequence">Messages made before it.</param>
    /// <param name="records">Records made before its own.</param>
    /// <returns>Bytes of the message.</returns>
    public readonly int Finish(TapKind kind, ulong sequence, ulong records) => Header(_buffer, kind, Count, _at, sequence, records);

    private static int Header(Span<byte> buffer, TapKind kind, int count, int bytes, ulong sequence, ulong records)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[TapLayout.MagicAt..], TapLayout.Magic);
        buffer[TapLayout.VersionAt] = TapLayout.Version;
        buffer[TapLayout.KindAt] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(buffer[TapLayout.CountAt..], (ushort)count);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[TapLayout.BytesAt..], bytes);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[TapLayout.HeaderZeroAt..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[TapLayout.SequenceAt..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[TapLayout.RecordsAt..], records);
        return bytes;
    }

    private bool TryAddHead(in TapTensorHead head, TapPlace place, int descriptor, ulong bytes, int content)
    {
        int shape = TapLayout.Padded(head.Shape.Length * TapLayout.DimensionBytes);
        int name = TapLayout.Padded(head.Name.Length);
        if (_tensors == TapLimits.Tensors || head.Shape.Length > TapLimits.Rank || head.Name.Length > TapLimits.NameBytes || _buffer.Length - _at < TapLayout.TensorBytes + shape + name + content)
        {
            return false;
        }

        Demand(head, bytes);
        Span<byte> at = _buffer.Slice(_at, TapLayout.TensorBytes + shape + name);
        at.Clear();
        at[TapLayout.TensorRoleAt] = (byte)head.Role;
        at[TapLayout.TensorTypeAt] = (byte)head.Type;
        at[TapLayout.TensorRankAt] = (byte)head.Shape.Length;
        at[TapLayout.TensorPlaceAt] = (byte)place;
        at[TapLayout.TensorNameBytesAt] = (byte)head.Name.Length;
        at[TapLayout.TensorDescriptorAt] = (byte)descriptor;
        BinaryPrimitives.WriteUInt16LittleEndian(at[TapLayout.TensorIndexAt..], head.Index);
        BinaryPrimitives.WriteUInt64LittleEndian(at[TapLayout.TensorLengthAt..], bytes);
        for (int axis = 0; axis < head.Shape.Length; axis++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(at[(TapLayout.TensorBytes + (axis * TapLayout.DimensionBytes))..], (uint)head.Shape[axis]);
        }

        head.Name.CopyTo(at[(TapLayout.TensorBytes + shape)..]);
        _at += at.Length;
        _tensors++;
        return true;
    }

    // What the caller says of its own tensor must agree, or the reader would refuse the whole message.
    private static void Demand(in TapTensorHead head, ulong bytes)
    {
        ulong elements = 1;
        foreach (long dimension in head.Shape)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(dimension is >= 0 and <= uint.MaxValue && (dimension == 0 || elements <= TapLimits.Elements / (ulong)dimension), true, nameof(head));
            elements *= (ulong)dimension;
        }

        int size = ElementTypes.Size(head.Type);
        if (head.Role is not (TapRole.Input or TapRole.Output) || (size == 0 ? head.Type != ElementType.Text : elements * (ulong)size != bytes))
        {
            throw new ArgumentException("Role, type, shape and length of a tensor do not agree.", nameof(head));
        }
    }
}
