namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A free text: documentation or a metadata entry.</summary>
/// <param name="Owner">What it belongs to.</param>
/// <param name="Field">Field name in the schema, such as <c>doc_string</c> or <c>metadata_props</c>.</param>
/// <param name="Ordinal">Place among its like, or -1 for a single field.</param>
/// <param name="Key">Name of the key of an entry; 0 for none.</param>
/// <param name="Start">Offset of the text.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct TextRow(ModelPlace Owner, string Field, int Ordinal, int Key, long Start, long Length);
