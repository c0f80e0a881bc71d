using MLSecOps.Core.Packages;

namespace MLSecOps.Formats.Packages;

/// <summary>One payload file in a package.</summary>
/// <param name="File">What the manifest says of it.</param>
/// <param name="Index">Its index: 32 bytes per block, then possibly 4 bytes per block, its <see cref="Verity.RollingChecksum"/>, that nothing relies on.</param>
/// <param name="Payload">Its content; the size is the manifest's.</param>
public sealed record PackageFile(ManifestFile File, PackageMember Index, PackageMember Payload);
