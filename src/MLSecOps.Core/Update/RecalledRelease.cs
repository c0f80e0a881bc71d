namespace MLSecOps.Core.Update;

/// <summary>A release that the publisher recalled.</summary>
/// <param name="Id">Which.</param>
/// <param name="Fallback">The release to go back to where it is the confirmed one; null to stop.</param>
public sealed record RecalledRelease(ReleaseId Id, ReleaseId? Fallback);
