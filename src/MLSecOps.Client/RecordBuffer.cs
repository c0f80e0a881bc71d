using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux;
using MLSecOps.Linux.Memory;

namespace MLSecOps.Client;

/// <summary>One tap message that is being filled with records, and the memory files that go with it.</summary>
internal sealed class RecordBuffer : IDisposable
{
    // Head, shape and name of one tensor at their longest: what must stay free for those that come after a content.
    private const int HeadRoom = TapLayout.TensorBytes + (TapLimits.Rank * TapLayout.DimensionBytes) + 256;
    private readonly List<SafeFileHandle> _memory = [];
    private int _at = TapLayout.HeaderBytes;

    /// <summary>The message; also used for messages without records, when there are none here.</summary>
    public byte[] Bytes { get; } = new byte[TapLimits.MessageBytes];

    /// <summary>Records that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether memory files go with them.</summary>
    public bool HasDescriptors => _memory.Count > 0;

    /// <summary>Those memory files, in order.</summary>
    public ReadOnlySpan<SafeFileHandle> Descriptors => CollectionsMarshal.AsSpan(_memory);

    /// <summary>Adds a record.</summary>
    /// <param name="token">Of the canary that it answers; else 0.</param>
    /// <param name="latency">How long the call took.</param>
    /// <param name="failed">It failed.</param>
    /// <param name="whole">Every tensor whole or none at all; only where nothing waits.</param>
    /// <param name="inputs">What the model was given.</param>
    /// <param name="outputs">What it said.</param>
    /// <returns>False where it does not fit; nothing was added.</returns>
    public bool TryAdd(ulong token, TimeSpan latency, bool failed, bool whole, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var writer = new TapWriter(Bytes, _at, Count);
        TapRecordFlags flags = (failed ? TapRecordFlags.Failed : TapRecordFlags.None) | (whole ? TapRecordFlags.Whole : TapRecordFlags.None);
        int memory = _memory.Count;
        if (inputs.Count + outputs.Count > TapLimits.Tensors || !writer.TryBeginRecord(token, (ulong)latency.Ticks * TimeSpan.NanosecondsPerTick, flags)
            || !TryAdd(ref writer, TapRole.Input, inputs, whole) || !TryAdd(ref writer, TapRole.Output, outputs, whole))
        {
            _memory[memory..].ForEach(handle => handle.Dispose());
            _memory.RemoveRange(memory, _memory.Count - memory);
            return false;
        }

        writer.EndRecord();
        (_at, Count) = (writer.Bytes, writer.Count);
        return true;
    }

    /// <summary>Writes the header.</summary>
    /// <returns>Bytes of the message.</returns>
    public int Finish(ulong sequence, ulong records) => new TapWriter(Bytes, _at, Count).Finish(TapKind.Records, sequence, records);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _memory.ForEach(handle => handle.Dispose());
        _memory.Clear();
        (_at, Count) = (TapLayout.HeaderBytes, 0);
    }

    public void Dispose() => Clear();

    private bool TryAdd(ref TapWriter writer, TapRole role, IReadOnlyList<Tensor> tensors, bool whole)
    {
        Span<long> shape = stackalloc long[TapLimits.Rank];
        Span<byte> name = stackalloc byte[TapLimits.NameBytes];
        for (int index = 0; index < tensors.Count; index++)
        {
            Tensor tensor = tensors[index];
            if (tensor.Shape.Count > TapLimits.Rank || !IsWritable(tensor))
            {
                return false;
            }

            for (int axis = 0; axis < tensor.Shape.Count; axis++)
            {
                shape[axis] = tensor.Shape[axis];
            }

            // A longer name is left out: the position says which tensor it is.
            int nameBytes = Encoding.UTF8.TryGetBytes(tensor.Name, name, out int written) ? written : 0;
            var head = new TapTensorHead(role, (ushort)index, tensor.Type, shape[..tensor.Shape.Count], name[..nameBytes]);
            ReadOnlyMemory<byte> content = tensor.Strings is { } strings ? Texts(strings) : tensor.Data;
            int after = (tensors.Count - index - 1) * HeadRoom;
            if (content.Length + HeadRoom + after <= TapLimits.MessageBytes - writer.Bytes && writer.TryAdd(head, content.Span))
            {
                continue;
            }

            if (whole ? !TryAddMemory(ref writer, head, content) : !writer.TryAddOmitted(head, (ulong)content.Length))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryAddMemory(ref TapWriter writer, scoped TapTensorHead head, ReadOnlyMemory<byte> content)
    {
        if (!writer.TryAddDescriptor(head, (ulong)content.Length))
        {
            return false;
        }

        try
        {
            using SealedMemoryFile file = SealedMemoryFile.Create("mlsec-tensor", content);
            _memory.Add(file.OpenReadOnly());
            return true;
        }
        catch (SystemCallException)
        {
            return false; // No descriptors or memory are left: it cannot be whole.
        }
    }

    // What an application says of its own tensors may be wrong; then the record is dropped, and the application goes on.
    private static bool IsWritable(Tensor tensor)
    {
        ulong elements = 1;
        foreach (long dimension in tensor.Shape)
        {
            if (dimension is < 0 or > uint.MaxValue || (dimension != 0 && elements > TapLimits.Elements / (ulong)dimension))
            {
                return false;
            }

            elements *= (ulong)dimension;
        }

        return tensor.Strings is { } strings
            ? tensor.Type == ElementType.Text && (ulong)strings.Count == elements
            : ElementTypes.Size(tensor.Type) is > 0 and int size && (ulong)tensor.Data.Length == elements * (ulong)size;
    }

    private static byte[] Texts(IReadOnlyList<string> strings)
    {
        byte[] content = new byte[strings.Sum(text => 4 + Encoding.UTF8.GetByteCount(text))];
        int at = 0;
        foreach (string text in strings)
        {
            int length = Encoding.UTF8.GetBytes(text, content.AsSpan(at + 4));
            BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(at), length);
            at += 4 + length;
        }

        return content;
    }
}
