namespace MLSecOps.Formats.Inspection;

/// <summary>Where a model lies in its descriptor: a package holds it as a range.</summary>
/// <param name="Path">Its path in the package or its file name: external data is sought beside it.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public sealed record InspectedFile(string Path, long Offset, long Length);
