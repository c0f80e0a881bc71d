using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>What was handed out to whom: what a tap speaks about.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The release whose bytes the application holds.</param>
/// <param name="ModelDigest">fs-verity digest of the first file of role <c>model</c>, as signed and as handed out.</param>
/// <param name="Caller">The process that opened it, as the kernel names it, with the time at which it started where that could be told.</param>
internal sealed record OpenedModel(string Model, ReleaseId Release, Sha256Digest ModelDigest, PeerCredentials Caller);
