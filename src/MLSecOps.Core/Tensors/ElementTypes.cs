namespace MLSecOps.Core.Tensors;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element; 0 for <see cref="ElementType.Text"/> and for types that are not known.</summary>
    public static int Size(ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Whether elements are floating-point numbers.</summary>
    public static bool IsFloat(ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    /// <summary>The name used in JSON and messages: <c>float32</c>, <c>int64</c>, <c>string</c>…</summary>
    public static string Name(ElementType type) => type switch
    {
        ElementType.Float32 => "float32",
        ElementType.UInt8 => "uint8",
        ElementType.Int8 => "int8",
        ElementType.UInt16 => "uint16",
        ElementType.Int16 => "int16",
        ElementType.Int32 => "int32",
        ElementType.Int64 => "int64",
        ElementType.Text => "string",
        ElementType.Bool => "bool",
        ElementType.Float16 => "float16",
        ElementType.Float64 => "float64",
        ElementType.UInt32 => "uint32",
        ElementType.UInt64 => "uint64",
        ElementType.BFloat16 => "bfloat16",
        _ => "undefined",
    };

    /// <summary>The type of a name; <see cref="ElementType.Undefined"/> for a name that is not one. Input is untrusted.</summary>
    public static ElementType Find(string? name)
    {
        for (ElementType type = ElementType.Float32; type <= ElementType.BFloat16; type++)
        {
            if (Name(type) == name && name != "undefined")
            {
                return type;
            }
        }

        return ElementType.Undefined;
    }
}
