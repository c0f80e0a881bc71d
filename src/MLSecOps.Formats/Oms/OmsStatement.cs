namespace MLSecOps.Formats.Oms;

/// <summary>What an OMS bundle says about files.</summary>
/// <param name="Subject">Name of the signed whole; text from the signer.</param>
/// <param name="HashType">How contents are hashed, such as <c>sha256</c>.</param>
/// <param name="Sharded">Files are hashed in shards, and empty ones are not listed.</param>
/// <param name="IgnoredPaths">Relative paths that the signer left out, with all below them.</param>
/// <param name="Resources">At least one; each name once.</param>
public sealed record OmsStatement(string Subject, string HashType, bool Sharded, IReadOnlyList<string> IgnoredPaths, IReadOnlyList<OmsResource> Resources);
