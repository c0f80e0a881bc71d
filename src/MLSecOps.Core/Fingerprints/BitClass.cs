namespace MLSecOps.Core.Fingerprints;

/// <summary>What a bit of a floating-point weight is; it says how much a flip of it changes the weight.</summary>
public enum BitClass
{
    /// <summary>The sign.</summary>
    Sign = 0,

    /// <summary>The exponent.</summary>
    Exponent = 1,

    /// <summary>The seven leading bits of the mantissa: bits 16 to 22 of binary32.</summary>
    MantissaHigh = 2,

    /// <summary>The rest of the mantissa: bits 0 to 15 of binary32; changes below one part in 128.</summary>
    MantissaLow = 3,
}
