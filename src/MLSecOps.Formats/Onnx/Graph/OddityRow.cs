namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Something that parsers read differently or that the schema does not know.</summary>
/// <param name="Kind">What.</param>
/// <param name="Place">In which message.</param>
/// <param name="Field">The field's name, or its number when it is unknown.</param>
/// <param name="Offset">Offset in the file.</param>
/// <param name="Length">Bytes of its content.</param>
public readonly record struct OddityRow(OddityKind Kind, ModelPlace Place, string Field, long Offset, long Length);
