using System.Buffers.Binary;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>The bytes that elements stand for, however they are stored.</summary>
internal static class WeightBytes
{
    /// <summary>AttributeType of a list of floats.</summary>
    internal const int Floats = 6;

    private const int LeastElements = 32;

    /// <summary>The first bytes of a tensor whose elements stand in a typed field, as raw data would have them.</summary>
    internal static byte[] OfTyped(in TensorRow tensor, ContentReader reader, int most)
    {
        if (tensor.TypedField is TensorProtoFields.FloatData or TensorProtoFields.DoubleData)
        {
            return tensor.TypedLength > 0 ? reader.Read(tensor.TypedStart, tensor.TypedLength, most) : [];
        }

        int width = ElementTypes.Size(tensor.Type);
        if (width == 0 || tensor.TypedStart < 0)
        {
            return [];
        }

        // Values that are not packed have a tag before each but the first, which stands before the start.
        bool single = tensor.TypedLength <= 0;
        byte[] content = reader.Read(tensor.TypedStart, single ? most : tensor.TypedLength, most);
        using var bytes = new MemoryStream();
        Span<byte> element = stackalloc byte[sizeof(ulong)];
        for (int at = 0; at < content.Length && TryVarint(content, ref at, out ulong value);)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(element, value);
            bytes.Write(element[..width]);
            if (single && (!TryVarint(content, ref at, out ulong tag) || tag != (ulong)tensor.TypedField << 3))
            {
                break;
            }
        }

        return bytes.ToArray();
    }

    /// <summary>One byte for each element, when all elements are whole numbers of one byte; null else.</summary>
    internal static byte[]? OnePerElement(ElementType type, ReadOnlySpan<byte> piece)
    {
        int width = ElementTypes.Size(type);
        if (width < 2 || piece.Length < LeastElements * width)
        {
            return null;
        }

        byte[] bytes = new byte[piece.Length / width];
        for (int index = 0; index < bytes.Length; index++)
        {
            if (!TryByte(WeightStatistics.Number(type, piece[(index * width)..]), out bytes[index]))
            {
                return null;
            }
        }

        return bytes;
    }

    /// <summary>What the numbers of an attribute hold, one byte each or as they stand in memory; null for nothing.</summary>
    internal static string? OfNumbers(ReadOnlySpan<long> numbers, bool floats)
    {
        int width = floats ? sizeof(float) : sizeof(long);
        byte[] whole = new byte[numbers.Length * width], single = new byte[numbers.Length];
        bool small = true;
        for (int index = 0; index < numbers.Length; index++)
        {
            double value = floats ? BitConverter.UInt32BitsToSingle((uint)numbers[index]) : numbers[index];
            small = small && TryByte(value, out single[index]);
            if (floats)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(index * width), (uint)numbers[index]);
            }
            else
            {
                BinaryPrimitives.WriteInt64LittleEndian(whole.AsSpan(index * width), numbers[index]);
            }
        }

        return EmbeddedFile.In(whole) ?? (small ? EmbeddedFile.In(single) : null);
    }

    private static bool TryByte(double number, out byte value)
    {
        bool fits = number is >= sbyte.MinValue and <= byte.MaxValue && Math.Floor(number) == number;
        value = fits ? unchecked((byte)(int)number) : (byte)0;
        return fits;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; at < bytes.Length && shift < 70; shift += 7)
        {
            byte next = bytes[at++];
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
