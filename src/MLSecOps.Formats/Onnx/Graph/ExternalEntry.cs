namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>An entry of external_data; texts are in the file.</summary>
public readonly record struct ExternalEntry(int Key, int Value, int Next);
