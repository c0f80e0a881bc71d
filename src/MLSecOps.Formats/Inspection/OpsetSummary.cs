namespace MLSecOps.Formats.Inspection;

/// <summary>An operator set: its domain, empty for ONNX itself, and version.</summary>
public sealed record OpsetSummary(string Domain, long Version);
