namespace MLSecOps.TestKit.Onnx;

/// <summary>Element types (onnx.proto, TensorProto.DataType).</summary>
public static class OnnxType
{
    /// <summary>32-bit float.</summary>
    public const int Float = 1;

    /// <summary>Unsigned byte.</summary>
    public const int UInt8 = 2;

    /// <summary>Signed byte.</summary>
    public const int Int8 = 3;

    /// <summary>32-bit integer.</summary>
    public const int Int32 = 6;

    /// <summary>64-bit integer.</summary>
    public const int Int64 = 7;

    /// <summary>Text.</summary>
    public const int Text = 8;

    /// <summary>True or false.</summary>
    public const int Bool = 9;

    /// <summary>16-bit float.</summary>
    public const int Half = 10;

    /// <summary>64-bit unsigned integer.</summary>
    public const int UInt64 = 13;
}
