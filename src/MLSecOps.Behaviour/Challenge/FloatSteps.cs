using System.Buffers.Binary;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>Floating-point numbers as whole steps of a power of two. Only scaling by powers of two within binary64 (exact) and one rounding to the element type, to nearest, ties to even: the same bits everywhere.</summary>
internal static class FloatSteps
{
    private const int BFloat16Digits = 7;
    private const int Binary32MinExponent = -126;

    /// <summary>How many steps of 2^-scale a number is from zero; false when it is no multiple of them, not finite, or more than 2^53 away.</summary>
    public static bool TryCount(double value, int scale, out long steps)
    {
        double count = Math.ScaleB(value, scale);
        bool whole = Math.Abs(count) <= ChallengeLimits.MaxSteps && Math.Truncate(count) == count && Math.ScaleB(count, -scale) == value;
        steps = whole ? (long)count : 0;
        return whole;
    }

    /// <summary>Whether a number of steps does not round to infinity.</summary>
    public static bool IsFinite(ElementType type, long steps, int scale)
    {
        double value = Math.ScaleB(steps, -scale);
        return type switch
        {
            ElementType.Float16 => Half.IsFinite((Half)value),
            ElementType.BFloat16 => float.IsFinite(ToBFloat16(value)),
            ElementType.Float32 => float.IsFinite((float)value),
            _ => true,
        };
    }

    /// <summary>Writes a number of steps as one little-endian element.</summary>
    public static void Write(ElementType type, long steps, int scale, Span<byte> element)
    {
        double value = Math.ScaleB(steps, -scale);
        switch (type)
        {
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)value);
                break;
            case ElementType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(element, (ushort)(BitConverter.SingleToUInt32Bits(ToBFloat16(value)) >> 16));
                break;
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
                break;
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                break;
        }
    }

    // Through binary32 it would be rounded twice.
    private static float ToBFloat16(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        int last = Math.Max(Math.ILogB(value), Binary32MinExponent) - BFloat16Digits;
        return (float)Math.ScaleB(Math.Round(Math.ScaleB(value, -last), MidpointRounding.ToEven), last);
    }
}
