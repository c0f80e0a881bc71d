namespace MLSecOps.Formats.Onnx;

/// <summary>Limits of a tensor that is read by value.</summary>
public static class TensorLimits
{
    /// <summary>Dimensions.</summary>
    public const int MaxRank = 32;

    /// <summary>Bytes of all elements.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Strings.</summary>
    public const int MaxStrings = 1 << 20;

    /// <summary>Bytes of a name.</summary>
    public const int MaxNameBytes = 1024;
}
