namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>An operator set that is imported.</summary>
public readonly record struct OpsetRow(int Domain, long Version);
