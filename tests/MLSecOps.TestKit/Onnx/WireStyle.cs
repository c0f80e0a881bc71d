namespace MLSecOps.TestKit.Onnx;

/// <summary>How numbers are written.</summary>
public enum WireStyle
{
    /// <summary>As every honest writer does.</summary>
    Shortest = 0,

    /// <summary>Each varint one byte longer than needed: legal, and unknown to scanners that compare bytes.</summary>
    Padded,
}
