using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Rollouts;

/// <summary>A release on its way to devices.</summary>
/// <param name="Id">The hub's number; 0 before it is stored.</param>
/// <param name="Model">Slot name.</param>
/// <param name="Manifest">The package.</param>
/// <param name="Release">Its release.</param>
/// <param name="Version">Its version.</param>
/// <param name="Started">When.</param>
/// <param name="StartedBy">By which operator.</param>
/// <param name="Devices">UEIDs.</param>
public sealed record Rollout(
    long Id, string Model, Sha256Digest Manifest, long Release, string Version, DateTimeOffset Started, string StartedBy, IReadOnlyList<string> Devices);
