using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Inspection.Rules;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads texts and small tensors of a model, within a budget: what is beyond it is not looked at, and <see cref="Exhausted"/> says so.</summary>
internal sealed class ContentReader(IByteSource source, ModelTables model, long budget)
{
    /// <summary>Bytes read.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>Whether something was not looked at because the budget was spent.</summary>
    internal bool Exhausted { get; private set; }

    /// <summary>Reads bytes of the file; shorter at its end, empty when the budget is spent.</summary>
    internal byte[] Read(long start, long length, int most)
    {
        int count = (int)Math.Min(Math.Min(length, most), Math.Max(0, source.Length - start));
        if (count <= 0)
        {
            return [];
        }

        if (BytesRead + count > budget)
        {
            Exhausted = true;
            return [];
        }

        byte[] bytes = new byte[count];
        int read = source.Read(start, bytes);
        BytesRead += read;
        return read == count ? bytes : bytes[..read];
    }

    /// <summary>The first elements of a tensor as numbers; null when it has none in this file, holds text, or cannot be read.</summary>
    /// <param name="row">The tensor.</param>
    /// <param name="most">At most so many elements.</param>
    internal double[]? Numbers(int row, int most)
    {
        TensorRow tensor = model.Tensors[row];
        int width = ElementTypes.Size(tensor.Type);
        if (tensor.IsExternal || tensor.Type == ElementType.Text || tensor.Elements < 0)
        {
            return null;
        }

        if (tensor.RawLength >= 0 && width > 0)
        {
            int count = (int)Math.Min(Math.Min(tensor.Elements, most), tensor.RawLength / width);
            byte[] bytes = Read(tensor.RawStart, (long)count * width, most * width);
            double[] numbers = new double[bytes.Length / width];
            for (int index = 0; index < numbers.Length; index++)
            {
                numbers[index] = WeightStatistics.Number(tensor.Type, bytes.AsSpan(index * width));
            }

            return numbers;
        }

        return tensor.TypedField > 0 && tensor.TypedLength > 0 ? Packed(tensor, most) : null;
    }

    private double[] Packed(in TensorRow tensor, int most)
    {
        int width = tensor.TypedField switch
        {
            TensorProtoFields.FloatData => sizeof(float),
            TensorProtoFields.DoubleData => sizeof(double),
            _ => 0,
        };
        if (width > 0)
        {
            byte[] bytes = Read(tensor.TypedStart, tensor.TypedLength, most * width);
            double[] numbers = new double[bytes.Length / width];
            for (int index = 0; index < numbers.Length; index++)
            {
                numbers[index] = WeightStatistics.Number(width == sizeof(float) ? ElementType.Float32 : ElementType.Float64, bytes.AsSpan(index * width));
            }

            return numbers;
        }

        return Varints(tensor, Read(tensor.TypedStart, tensor.TypedLength, most * 10), most);
    }

    private static double[] Varints(in TensorRow tensor, byte[] bytes, int most)
    {
        List<double> numbers = [];
        ulong value = 0;
        int shift = 0;
        foreach (byte next in bytes)
        {
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            shift += 7;
            if (next < 0x80)
            {
                numbers.Add(FromVarint(tensor, value));
                (value, shift) = (0, 0);
                if (numbers.Count == most)
                {
                    break;
                }
            }
        }

        return [.. numbers];
    }

    private static double FromVarint(in TensorRow tensor, ulong value) => tensor.Type switch
    {
        ElementType.Float16 => (double)BitConverter.UInt16BitsToHalf((ushort)value),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)value << 16),
        ElementType.UInt64 => value,
        ElementType.Int64 => unchecked((long)value),
        _ => unchecked((int)value),
    };
}
