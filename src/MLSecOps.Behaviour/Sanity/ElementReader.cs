using System.Buffers.Binary;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Reads single elements of a tensor as numbers. The tensor's data has the length its shape and type ask for; that was checked when it was made.</summary>
internal readonly ref struct ElementReader(Tensor tensor)
{
    private readonly ReadOnlySpan<byte> _data = tensor.Data.Span;
    private readonly int _size = ElementTypes.Size(tensor.Type);

    /// <summary>Element type.</summary>
    public ElementType Type { get; } = tensor.Type;

    /// <summary>Number of elements.</summary>
    public int Count => _data.Length / _size;

    /// <summary>The element as a double. Exact for all types but 64-bit integers beyond 2^53.</summary>
    public double Number(int index)
    {
        ReadOnlySpan<byte> at = _data.Slice(index * _size, _size);
        return Type switch
        {
            ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
            ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
            ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
            ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
            _ => (double)Whole(index),
        };
    }

    /// <summary>The element of an integer or boolean tensor, exact.</summary>
    public Int128 Whole(int index)
    {
        ReadOnlySpan<byte> at = _data.Slice(index * _size, _size);
        return Type switch
        {
            ElementType.UInt8 or ElementType.Bool => at[0],
            ElementType.Int8 => (sbyte)at[0],
            ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
            ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
            ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
            ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
            ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(at),
            ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
            _ => throw new InvalidOperationException($"{Type} has no whole elements. This is a bug."),
        };
    }

    /// <summary>The element's bits, sign-extended to 64, of a floating-point tensor.</summary>
    public long Bits(int index)
    {
        ReadOnlySpan<byte> at = _data.Slice(index * _size, _size);
        return _size switch
        {
            2 => BinaryPrimitives.ReadInt16LittleEndian(at),
            4 => BinaryPrimitives.ReadInt32LittleEndian(at),
            _ => BinaryPrimitives.ReadInt64LittleEndian(at),
        };
    }

    /// <summary>The element as text that reads back to the same value.</summary>
    public string Text(int index) => Type switch
    {
        ElementType.Float16 => BinaryPrimitives.ReadHalfLittleEndian(_data[(index * 2)..]).ToString(),
        ElementType.Float64 => Number(index).ToString(),
        ElementType.Float32 or ElementType.BFloat16 => ((float)Number(index)).ToString(),
        ElementType.Bool => Whole(index) == 0 ? "false" : "true",
        _ => Whole(index).ToString(),
    };
}
