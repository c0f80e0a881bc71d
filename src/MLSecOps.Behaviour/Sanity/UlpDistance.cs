using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Distance of two floating-point numbers in units in the last place: how many representable numbers lie between them, plus one.</summary>
internal static class UlpDistance
{
    /// <summary>Distance of two bit patterns of one type; -0 and +0 are the same number. Not meaningful for NaN.</summary>
    /// <param name="type">A floating-point type.</param>
    /// <param name="a">Bits, sign-extended to 64.</param>
    /// <param name="b">Bits, sign-extended to 64.</param>
    public static ulong Between(ElementType type, long a, long b)
    {
        Int128 distance = Ordinal(type, a) - Ordinal(type, b);
        return (ulong)(distance < 0 ? -distance : distance);
    }

    // Sign and magnitude to a line of integers: negative numbers run the other way.
    private static Int128 Ordinal(ElementType type, long bits)
    {
        long magnitude = bits & (type switch
        {
            ElementType.Float16 or ElementType.BFloat16 => 0x7FFF,
            ElementType.Float32 => 0x7FFF_FFFF,
            _ => long.MaxValue,
        });
        return bits < 0 ? -(Int128)magnitude : magnitude;
    }
}
