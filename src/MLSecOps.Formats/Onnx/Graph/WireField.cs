namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>One field on the wire.</summary>
/// <param name="Number">Field number, 1 or more.</param>
/// <param name="Type">Its wire type.</param>
/// <param name="Value">The value of a varint or of fixed bytes; 0 else.</param>
/// <param name="Tag">Offset of its tag.</param>
/// <param name="Start">Offset of its content; for a length, of the first byte behind the length.</param>
/// <param name="Length">Bytes of content.</param>
internal readonly record struct WireField(int Number, WireType Type, ulong Value, long Tag, long Start, long Length)
{
    internal long End => Start + Length;

    /// <summary>As protobuf reads an int32 or an enumeration from a varint: the lower half.</summary>
    internal int Int32 => unchecked((int)Value);

    internal long Int64 => unchecked((long)Value);

    internal float Float => BitConverter.UInt32BitsToSingle((uint)Value);
}
