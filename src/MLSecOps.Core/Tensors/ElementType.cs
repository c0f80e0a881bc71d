namespace MLSecOps.Core.Tensors;

/// <summary>Element types of a tensor; the values are ONNX's <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>Not stated.</summary>
    Undefined = 0,

    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 1,

    /// <summary>Unsigned 8 bit.</summary>
    UInt8 = 2,

    /// <summary>Signed 8 bit.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16 bit.</summary>
    UInt16 = 4,

    /// <summary>Signed 16 bit.</summary>
    Int16 = 5,

    /// <summary>Signed 32 bit.</summary>
    Int32 = 6,

    /// <summary>Signed 64 bit.</summary>
    Int64 = 7,

    /// <summary>UTF-8 strings.</summary>
    Text = 8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,

    /// <summary>IEEE 754 binary16.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 binary64.</summary>
    Float64 = 11,

    /// <summary>Unsigned 32 bit.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64 bit.</summary>
    UInt64 = 13,

    /// <summary>bfloat16.</summary>
    BFloat16 = 16,
}
