namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>What a field holds.</summary>
internal enum FieldKind
{
    Integer, Enumeration, Float, Double, Text, Bytes, Message,
}

/// <summary>A field of a message.</summary>
internal sealed record FieldSchema(int Number, string Name, FieldKind Kind, bool Repeated, OnnxMessage Message)
{
    /// <summary>Whether the official parser reads the field in this wire type; in any other it is an unknown field to it.</summary>
    internal bool Accepts(WireType type) => Kind switch
    {
        FieldKind.Integer or FieldKind.Enumeration => type == WireType.Varint || (Repeated && type == WireType.Length),
        FieldKind.Float => type == WireType.Fixed32 || (Repeated && type == WireType.Length),
        FieldKind.Double => type == WireType.Fixed64 || (Repeated && type == WireType.Length),
        _ => type == WireType.Length,
    };
}
