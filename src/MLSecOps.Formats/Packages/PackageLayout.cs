namespace MLSecOps.Formats.Packages;

/// <summary>Where everything of a package stands, member by member as its manifest demands.</summary>
/// <param name="Files">One entry per file of the manifest, in its order.</param>
public sealed record PackageLayout(IReadOnlyList<PackageFile> Files);
