using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Tap;

/// <summary>One tensor of a checked record. Aliases the message.</summary>
public readonly ref struct TapTensor
{
    private readonly ReadOnlySpan<byte> _bytes;

    // The first eight bytes, and where the content begins: read once, since every property needs them.
    private readonly ulong _head;
    private readonly int _contentAt;

    /// <summary>Takes the first tensor off a checked record.</summary>
    internal TapTensor(ReadOnlySpan<byte> rest)
    {
        _head = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        _contentAt = NameAt + TapLayout.Padded(NameBytes);
        _bytes = rest[..(_contentAt + (Place == TapPlace.Inline ? TapLayout.Padded((int)BinaryPrimitives.ReadUInt64LittleEndian(rest[TapLayout.TensorLengthAt..])) : 0))];
    }

    /// <summary>Input or output.</summary>
    public TapRole Role => (TapRole)Head(TapLayout.TensorRoleAt);

    /// <summary>Element type, always a known one.</summary>
    public ElementType Type => (ElementType)Head(TapLayout.TensorTypeAt);

    /// <summary>Number of dimensions, 0..8.</summary>
    public int Rank => Head(TapLayout.TensorRankAt);

    /// <summary>Where the content is.</summary>
    public TapPlace Place => (TapPlace)Head(TapLayout.TensorPlaceAt);

    /// <summary>Which of the message's descriptors holds the content; -1 where none does.</summary>
    public int Descriptor => Place == TapPlace.Descriptor ? Head(TapLayout.TensorDescriptorAt) : -1;

    /// <summary>Position among the inputs, or among the outputs, of the call.</summary>
    public int Index => (ushort)(_head >> (8 * TapLayout.TensorIndexAt));

    /// <summary>Bytes of the content, wherever it is.</summary>
    public ulong Bytes => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[TapLayout.TensorLengthAt..]);

    /// <summary>The name, as the application gave it: at most 255 bytes of any value, empty where it gave none. Escape before printing.</summary>
    public ReadOnlySpan<byte> Name => _bytes.Slice(NameAt, NameBytes);

    /// <summary>The elements in row-major order, little-endian (texts: <see cref="TapText"/>), where they are in the message; empty elsewhere.</summary>
    public ReadOnlySpan<byte> Content => Place == TapPlace.Inline ? _bytes.Slice(_contentAt, (int)Bytes) : default;

    /// <summary>Bytes on the wire, head and fillers included.</summary>
    internal int WireBytes => _bytes.Length;

    private int NameBytes => Head(TapLayout.TensorNameBytesAt);

    private int NameAt => TapLayout.TensorBytes + TapLayout.Padded(Rank * TapLayout.DimensionBytes);

    /// <summary>One dimension.</summary>
    /// <param name="axis">0..<see cref="Rank"/>-1.</param>
    public long Dimension(int axis)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)axis, (uint)Rank, nameof(axis));
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(TapLayout.TensorBytes + (axis * TapLayout.DimensionBytes))..]);
    }

    /// <summary>The content as numbers, in place; for little-endian machines, which x64 and arm64 are.</summary>
    /// <typeparam name="T">A type as wide as an element.</typeparam>
    /// <exception cref="ArgumentException">It is not as wide; a programming error.</exception>
    public ReadOnlySpan<T> Elements<T>()
        where T : unmanaged => Unsafe.SizeOf<T>() == ElementTypes.Size(Type) ? MemoryMarshal.Cast<byte, T>(Content) : throw new ArgumentException($"{typeof(T).Name} is not as wide as {Type}.");

    /// <summary>Whether content that came elsewhere is what the shape says: as long as <see cref="Bytes"/>, and whole texts.</summary>
    /// <param name="content">Untrusted.</param>
    public bool IsWhole(ReadOnlySpan<byte> content)
    {
        if (Type != ElementType.Text || (ulong)content.Length != Bytes)
        {
            return (ulong)content.Length == Bytes;
        }

        ulong elements = 1;
        for (int axis = 0; axis < Rank; axis++)
        {
            elements *= (ulong)Dimension(axis);
        }

        return TapText.IsWhole(content, elements);
    }

    /// <summary>The tensor by value. Content that is elsewhere is to be given.</summary>
    /// <param name="content">The content, as long as <see cref="Bytes"/>; it must have passed <see cref="IsWhole"/>.</param>
    public Tensor ToTensor(ReadOnlyMemory<byte> content)
    {
        long[] shape = new long[Rank];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = Dimension(axis);
        }

        // Bytes that are no UTF-8 become replacement characters: the name is for people and for look-ups that then fail.
        string name = Encoding.UTF8.GetString(Name);
        if (Type != ElementType.Text)
        {
            return new Tensor(name, Type, shape, content);
        }

        List<string> texts = [];
        ReadOnlySpan<byte> rest = content.Span;
        while (TapText.TryTake(ref rest, out ReadOnlySpan<byte> text))
        {
            texts.Add(Encoding.UTF8.GetString(text));
        }

        return new Tensor(name, Type, shape, default, texts);
    }

    private byte Head(int at) => (byte)(_head >> (8 * at));
}
