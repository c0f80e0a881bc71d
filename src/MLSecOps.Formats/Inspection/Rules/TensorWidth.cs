using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Widths of ONNX element types, those of four and two bits included (onnx.proto, TensorProto.DataType, IR version 12).</summary>
internal static class TensorWidth
{
    private const int Complex64 = 14;
    private const int Complex128 = 15;

    /// <summary>The highest number of a type that is defined.</summary>
    internal const int Last = 26;

    /// <summary>Bits of one element; 0 for text and for types that are not known.</summary>
    internal static int Bits(int dataType) => dataType switch
    {
        2 or 3 or 9 or (>= 17 and <= 20) or 24 => 8,
        4 or 5 or 10 or 16 => 16,
        1 or 6 or 12 => 32,
        7 or 11 or 13 or Complex64 => 64,
        Complex128 => 128,
        21 or 22 or 23 => 4,
        25 or 26 => 2,
        _ => 0,
    };

    /// <summary>Bytes of so many elements; null when they overflow.</summary>
    internal static long? Bytes(int dataType, long elements)
    {
        int bits = Bits(dataType);
        return elements > (long.MaxValue - 7) / Math.Max(1, bits) ? null : ((elements * bits) + 7) / 8;
    }

    /// <summary>Whether elements of a type are kept in a typed field (onnx.proto, comments of TensorProto).</summary>
    internal static bool Belongs(int dataType, int field) => field == (dataType switch
    {
        1 or Complex64 => TensorProtoFields.FloatData,
        11 or Complex128 => TensorProtoFields.DoubleData,
        8 => TensorProtoFields.StringData,
        7 => TensorProtoFields.Int64Data,
        12 or 13 => TensorProtoFields.UInt64Data,
        _ => TensorProtoFields.Int32Data,
    });

    /// <summary>Entries of a typed field that hold so many elements.</summary>
    internal static long Entries(int dataType, long elements) => dataType switch
    {
        Complex64 or Complex128 => elements * 2,
        21 or 22 or 23 => (elements + 1) / 2,
        25 or 26 => (elements + 3) / 4,
        _ => elements,
    };
}
