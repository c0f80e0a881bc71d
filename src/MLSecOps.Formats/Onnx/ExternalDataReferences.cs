namespace MLSecOps.Formats.Onnx;

/// <summary>Files that a model refers to for its tensors' data.</summary>
/// <param name="Locations">As the model states them, each once; untrusted text; empty for a model that is whole by itself.</param>
public sealed record ExternalDataReferences(IReadOnlyList<string> Locations);
