using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;

namespace MLSecOps.Formats.Packages;

/// <summary>A file to pack.</summary>
/// <param name="File">What the manifest says of it.</param>
/// <param name="Content">Its bytes; read twice.</param>
public sealed record PackagePayload(ManifestFile File, IByteSource Content);
