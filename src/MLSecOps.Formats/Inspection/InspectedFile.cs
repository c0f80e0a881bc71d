using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Inspection;

/// <summary>Where a model lies in its descriptor: a package holds it as a range.</summary>
/// <param name="Path">Its path in the package or its file name: external data is sought beside it.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">The file's own SHA-256 where the launcher has it, for comparison with a bill of materials; null else. The worker takes it as it is.</param>
public sealed record InspectedFile(string Path, long Offset, long Length, Sha256Digest? Sha256 = null);
