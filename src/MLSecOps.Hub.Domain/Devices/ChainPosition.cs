using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A place in a device's chain of records.</summary>
/// <param name="Epoch">32 hexadecimal digits.</param>
/// <param name="Sequence">From 1.</param>
/// <param name="Digest">Digest of the link there.</param>
public sealed record ChainPosition(string Epoch, long Sequence, Sha256Digest Digest);
