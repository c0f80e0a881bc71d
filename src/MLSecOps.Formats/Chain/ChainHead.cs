using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Chain;

/// <summary>The last link of a chain: what evidence commits to and the hub acknowledges.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Sequence">Its number, 1 to 2^53-1.</param>
/// <param name="Digest">Its digest.</param>
public sealed record ChainHead(ChainEpoch Epoch, long Sequence, Sha256Digest Digest);
