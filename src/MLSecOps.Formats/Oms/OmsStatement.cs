namespace MLSecOps.Formats.Oms;

/// <summary>What an OMS bundle says about files.</summary>
/// <param name="Subject">Name of the signed whole; text from the signer.</param>
/// <param name="HashType">How contents are hashed, such as <c>sha256</c>.</param>
/// <param name="ShardSize">Bytes of a shard, where files are hashed in shards and empty ones are not listed; null where they are hashed whole.</param>
/// <param name="AllowSymlinks">The signer followed symbolic links.</param>
/// <param name="IgnoredPaths">Relative paths that the signer left out, with all below them.</param>
/// <param name="Resources">At least one; each name once. Their order is part of what is signed.</param>
public sealed record OmsStatement(
    string Subject, string HashType, long? ShardSize, bool AllowSymlinks, IReadOnlyList<string> IgnoredPaths, IReadOnlyList<OmsResource> Resources);
