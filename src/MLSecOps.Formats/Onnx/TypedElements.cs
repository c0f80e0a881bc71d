using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Onnx;

/// <summary>Second pass over a <c>TensorProto</c>: elements of its typed field, packed or not, into little-endian bytes.</summary>
internal sealed class TypedElements(ElementType type, int count)
{
    private readonly int _size = ElementTypes.Size(type);
    private int _filled;

    /// <summary>The elements.</summary>
    public byte[] Data { get; } = new byte[count * ElementTypes.Size(type)];

    /// <summary>The field that holds elements of a type (onnx.proto: 8- and 16-bit types, both half floats and booleans are in int32_data).</summary>
    public static int FieldOf(ElementType type) => type switch
    {
        ElementType.Float32 => TensorProtoFields.FloatData,
        ElementType.Float64 => TensorProtoFields.DoubleData,
        ElementType.Int64 => TensorProtoFields.Int64Data,
        ElementType.UInt32 or ElementType.UInt64 => TensorProtoFields.UInt64Data,
        _ => TensorProtoFields.Int32Data,
    };

    /// <summary>Reads them all; a fault when there are more or fewer than the shape asks for.</summary>
    public FormatFault? Read(ReadOnlySpan<byte> input)
    {
        int wanted = FieldOf(type);
        var reader = new ProtobufReader(input);
        while (reader.TryReadTag(out int field, out WireType wire))
        {
            if (field != wanted)
            {
                reader.TrySkip(field, wire);
            }
            else if (wire != WireType.Length)
            {
                ReadOne(ref reader, wire);
            }
            else if (reader.TryEnter(out ProtobufReader packed))
            {
                while (!packed.AtEnd && ReadOne(ref packed, Single))
                {
                }

                reader.TryLeave(packed);
            }
        }

        return reader.Fault
            ?? (_filled == count ? null : new FormatFault(RehearsalReasons.TensorMalformed, 0, $"{count} elements", _filled.ToString()));
    }

    private WireType Single => FieldOf(type) switch
    {
        TensorProtoFields.FloatData => WireType.Fixed32,
        TensorProtoFields.DoubleData => WireType.Fixed64,
        _ => WireType.Varint,
    };

    private bool ReadOne(ref ProtobufReader reader, WireType wire)
    {
        uint small = 0;
        ulong value = 0;
        bool read = wire == Single && wire switch
        {
            WireType.Fixed32 => reader.TryReadFixed32(out small),
            WireType.Fixed64 => reader.TryReadFixed64(out value),
            _ => reader.TryReadVarint(out value),
        };
        value |= small;
        return !read || _filled == count || !Fits(value)
            ? reader.Refuse(new FormatFault(RehearsalReasons.TensorMalformed, reader.Offset, $"{count} elements of {ElementTypes.Name(type)}"))
            : Store(value);
    }

    private bool Store(ulong value)
    {
        Span<byte> at = Data.AsSpan(_filled++ * _size, _size);
        switch (_size)
        {
            case 1: at[0] = (byte)value; break;
            case 2: BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value); break;
            case 4: BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)value); break;
            default: BinaryPrimitives.WriteUInt64LittleEndian(at, value); break;
        }

        return true;
    }

    // Protobuf truncates an int32 to 32 bits; what then does not fit the element type was not written by anyone who meant it.
    private bool Fits(ulong value) => type switch
    {
        ElementType.Bool => (int)value is 0 or 1,
        ElementType.UInt8 => (int)value is >= 0 and <= byte.MaxValue,
        ElementType.Int8 => (int)value is >= sbyte.MinValue and <= sbyte.MaxValue,
        ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => (int)value is >= 0 and <= ushort.MaxValue,
        ElementType.Int16 => (int)value is >= short.MinValue and <= short.MaxValue,
        ElementType.UInt32 => value <= uint.MaxValue,
        _ => true,
    };
}
