using System.Buffers.Binary;
using System.Globalization;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>What good weights have in common: numbers of a few magnitudes.</summary>
internal static class WeightStatistics
{
    /// <summary>Bit patterns of NaN that computations make: of either sign, quiet or signalling, of another width once.</summary>
    internal const int MostKinds = 8;

    private const int LeastElements = 256;
    private const double LeastPrintable = 0.97;
    private const double Huge = 1e10;
    private const double Tiny = 1e-10;
    private const double HugeHalf = 1000;
    private const double TinyHalf = 1e-3;

    /// <summary>Whether floats are text.</summary>
    internal static bool IsText(ElementType type, ReadOnlySpan<byte> sample)
    {
        HashSet<byte> distinct = [];
        foreach (byte value in sample)
        {
            distinct.Add(value);
        }

        return ElementTypes.IsFloat(type) && IsPrintable(sample) && distinct.Count > 12;
    }

    /// <summary>Whether nearly all bytes are letters, digits and signs.</summary>
    internal static bool IsPrintable(ReadOnlySpan<byte> sample) => SuspiciousText.Printable(sample) >= LeastPrintable;

    /// <summary>Random bits have every exponent equally often; weights lie within a few. Null for weights.</summary>
    internal static string? Random(ElementType type, ReadOnlySpan<byte> sample)
    {
        int width = ElementTypes.Size(type), elements = width == 0 ? 0 : sample.Length / width;
        if (!ElementTypes.IsFloat(type) || elements < LeastElements)
        {
            return null;
        }

        (double most, double least) = type == ElementType.Float16 ? (HugeHalf, TinyHalf) : (Huge, Tiny);
        int huge = 0, tiny = 0, none = 0;
        for (int index = 0; index < elements; index++)
        {
            double size = Math.Abs(Number(type, sample[(index * width)..]));
            none += double.IsNaN(size) ? 1 : 0;
            huge += double.IsNaN(size) || size > most ? 1 : 0;
            tiny += size > 0 && size < least ? 1 : 0;
        }

        // Half floats have so few exponents that random ones look like large weights, but for those that are no number at all: one in thirty-two.
        bool random = type == ElementType.Float16 ? none > elements / 100 && huge > elements / 8 && tiny > elements / 16 : huge > elements / 4 && huge + tiny > elements / 2;
        return random && Distinct(type, sample) > elements / 3
            ? string.Create(CultureInfo.InvariantCulture, $"{huge} of {elements} elements are beyond {most:G1} and {tiny} below {least:G1}: the exponents of random bits")
            : null;
    }

    private static int Distinct(ElementType type, ReadOnlySpan<byte> sample)
    {
        HashSet<double> distinct = [];
        for (int at = 0, width = ElementTypes.Size(type); at + width <= sample.Length; at += width)
        {
            distinct.Add(Number(type, sample[at..]));
        }

        return distinct.Count;
    }

    /// <summary>How many elements are NaN, and how many different bit patterns they have.</summary>
    internal static (int Count, int Kinds) NotNumbers(ElementType type, ReadOnlySpan<byte> sample)
    {
        int width = ElementTypes.Size(type), count = 0;
        HashSet<ulong> kinds = [];
        for (int at = 0; ElementTypes.IsFloat(type) && at + width <= sample.Length; at += width)
        {
            if (double.IsNaN(Number(type, sample[at..])))
            {
                count++;
                ulong bits = 0;
                foreach (byte value in sample.Slice(at, width))
                {
                    bits = (bits << 8) | value;
                }

                kinds.Add(bits);
            }
        }

        return (count, kinds.Count);
    }

    /// <summary>An element as a number; NaN for types that have none.</summary>
    internal static double Number(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        ElementType.Int8 => (sbyte)bytes[0],
        ElementType.UInt8 or ElementType.Bool => bytes[0],
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => double.NaN,
    };
}
