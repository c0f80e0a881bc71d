using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Onnx.Weights;

/// <summary>A model's file with the data of some tensors put into it. Only the messages around these tensors are written anew; every other byte is as it was.</summary>
/// <remarks>Needs no schema: a field is entered when a tensor's message lies inside it. Depth and number of fields are bounded, since the walk that found the tensors took the same path.</remarks>
internal sealed class TensorSplice
{
    private readonly byte[] _model;
    private readonly SortedList<long, ReadOnlyMemory<byte>> _tensors;
    private readonly WireReader _reader;
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];

    /// <summary>Plans the file; nothing of its size is allocated.</summary>
    /// <param name="model">The file; walked before without a fault.</param>
    /// <param name="tensors">By the offset of a tensor's message, the bytes of its elements.</param>
    /// <exception cref="WalkRefusedException">The file is not the one that was walked.</exception>
    public TensorSplice(byte[] model, SortedList<long, ReadOnlyMemory<byte>> tensors)
    {
        (_model, _tensors) = (model, tensors);
        _reader = new WireReader(new WireWindow(new MemoryByteSource(model)));
        Plan(0, model.Length, 0);
    }

    /// <summary>Bytes of the new file.</summary>
    public long Bytes { get; private set; }

    /// <summary>The new file.</summary>
    public byte[] ToArray()
    {
        byte[] whole = GC.AllocateUninitializedArray<byte>(checked((int)Bytes));
        int position = 0;
        foreach (ReadOnlyMemory<byte> piece in _pieces)
        {
            piece.Span.CopyTo(whole.AsSpan(position));
            position += piece.Length;
        }

        return whole;
    }

    private void Plan(long start, long end, int depth)
    {
        bool isTensor = _tensors.TryGetValue(start, out ReadOnlyMemory<byte> data);
        long kept = start;
        for (long position = start; _reader.TryNext(ref position, end, depth, out WireField field);)
        {
            if (isTensor && field.Number is TensorProtoFields.ExternalData or TensorProtoFields.DataLocation)
            {
                Add(_model.AsMemory((int)kept, (int)(field.Tag - kept)));
                kept = position;
            }
            else if (!isTensor && field.Type == WireType.Length && HoldsTensor(field))
            {
                Add(_model.AsMemory((int)kept, (int)(field.Tag - kept)));
                kept = position;

                // The head needs the length of what is planned behind it.
                int head = _pieces.Count;
                _pieces.Add(default);
                long before = Bytes;
                Plan(field.Start, field.End, depth + 1);
                ReadOnlyMemory<byte> written = Head(field.Number, Bytes - before);
                _pieces[head] = written;
                Bytes += written.Length;
            }
        }

        Add(_model.AsMemory((int)kept, (int)(end - kept)));
        if (isTensor)
        {
            Add(Head(TensorProtoFields.RawData, data.Length));
            Add(data);
        }
    }

    private void Add(ReadOnlyMemory<byte> piece)
    {
        if (!piece.IsEmpty)
        {
            _pieces.Add(piece);
            Bytes += piece.Length;
        }
    }

    private bool HoldsTensor(in WireField field)
    {
        IList<long> starts = _tensors.Keys;
        int low = 0, high = starts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = starts[middle] < field.Start ? (middle + 1, high) : (low, middle);
        }

        return low < starts.Count && starts[low] < field.End;
    }

    private static ReadOnlyMemory<byte> Head(int field, long length)
    {
        byte[] head = new byte[16];
        int count = 0;
        Varint(((ulong)field << 3) | (ulong)WireType.Length);
        Varint((ulong)length);
        return head.AsMemory(0, count);

        void Varint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                head[count++] = (byte)(value | 0x80);
            }

            head[count++] = (byte)value;
        }
    }
}
