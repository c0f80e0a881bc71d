namespace MLSecOps.Formats.Packages;

/// <summary>Where a member's content stands in a package.</summary>
/// <param name="Name">Member name.</param>
/// <param name="Offset">First byte of the content, from the start of the package.</param>
/// <param name="Size">Length of the content, bytes.</param>
public sealed record PackageMember(string Name, long Offset, long Size);
