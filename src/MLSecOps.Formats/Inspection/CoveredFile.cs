namespace MLSecOps.Formats.Inspection;

/// <summary>A file that the signature covers.</summary>
/// <param name="Path">Path in the package.</param>
/// <param name="Length">Bytes.</param>
public sealed record CoveredFile(string Path, long Length);
