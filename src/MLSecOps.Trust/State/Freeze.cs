using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.State;

/// <summary>A document in force that its issuer promised to have replaced by now.</summary>
/// <param name="Reason">Which, and what to do.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">When it expired, UTC.</param>
public sealed record Freeze(Reason Reason, long Version, DateTimeOffset Since);
