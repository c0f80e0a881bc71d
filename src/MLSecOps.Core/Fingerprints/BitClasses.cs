using MLSecOps.Core.Tensors;

namespace MLSecOps.Core.Fingerprints;

/// <summary>Where the classes of bits are in each floating-point type.</summary>
public static class BitClasses
{
    private const int HighDigits = 7;

    /// <summary>All classes, in the order of reports.</summary>
    public static IReadOnlyList<BitClass> All { get; } = [BitClass.Sign, BitClass.Exponent, BitClass.MantissaHigh, BitClass.MantissaLow];

    /// <summary>The class of a bit.</summary>
    /// <param name="type">A floating-point type.</param>
    /// <param name="bit">Its number, 0 for the least one, below the type's bits.</param>
    public static BitClass Of(ElementType type, int bit)
    {
        int mantissa = Mantissa(type);
        return bit == (ElementTypes.Size(type) * 8) - 1 ? BitClass.Sign
            : bit >= mantissa ? BitClass.Exponent
            : bit >= mantissa - HighDigits ? BitClass.MantissaHigh
            : BitClass.MantissaLow;
    }

    /// <summary>The name in JSON and messages.</summary>
    public static string Name(BitClass of) => of switch
    {
        BitClass.Sign => "sign",
        BitClass.Exponent => "exponent",
        BitClass.MantissaHigh => "mantissa_high",
        _ => "mantissa_low",
    };

    private static int Mantissa(ElementType type) => type switch
    {
        ElementType.Float16 => 10,
        ElementType.BFloat16 => 7,
        ElementType.Float32 => 23,
        ElementType.Float64 => 52,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no floating-point type"),
    };
}
