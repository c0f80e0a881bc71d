namespace MLSecOps.Core.Update;

/// <summary>A package that may be installed. Everything in it is claimed, not verified.</summary>
/// <param name="Key">Identifies the bytes and the policy they are judged under (source, size, time, configuration), so that a refused offer is not tried again until something changes.</param>
/// <param name="Claimed">The release that its manifest claims to be.</param>
/// <param name="Source">Where the shell finds it.</param>
public sealed record Offer(string Key, ReleaseId Claimed, string Source);
