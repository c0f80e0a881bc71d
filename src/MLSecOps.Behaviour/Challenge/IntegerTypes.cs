using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>What integer element types can hold.</summary>
internal static class IntegerTypes
{
    /// <summary>Whether a value is of the type; false for every type that is no integer.</summary>
    public static bool Holds(ElementType type, Int128 value) => type switch
    {
        ElementType.UInt8 => value >= byte.MinValue && value <= byte.MaxValue,
        ElementType.Int8 => value >= sbyte.MinValue && value <= sbyte.MaxValue,
        ElementType.UInt16 => value >= ushort.MinValue && value <= ushort.MaxValue,
        ElementType.Int16 => value >= short.MinValue && value <= short.MaxValue,
        ElementType.UInt32 => value >= uint.MinValue && value <= uint.MaxValue,
        ElementType.Int32 => value >= int.MinValue && value <= int.MaxValue,
        ElementType.UInt64 => value >= ulong.MinValue && value <= ulong.MaxValue,
        ElementType.Int64 => value >= long.MinValue && value <= long.MaxValue,
        _ => false,
    };
}
