namespace MLSecOps.Formats.Cbor;

/// <summary>Limits of every CBOR item that comes from outside; each format has its own size besides.</summary>
public static class CborLimits
{
    /// <summary>Nesting in levels; evidence needs 7.</summary>
    public const int Depth = 8;

    /// <summary>Elements of one array, or pairs of one map.</summary>
    public const int Elements = 4096;

    /// <summary>Pairs of a map whose keys are compared; the comparison is quadratic.</summary>
    public const int Pairs = 256;
}
