namespace MLSecOps.Trust.Packages;

/// <summary>What a device remembers of one model.</summary>
/// <param name="Floor">The newest confirmed release: no lower one is accepted; 0 when none was confirmed.</param>
/// <param name="Installed">The installed release, from which a jump is measured; null when none is.</param>
public sealed record ReleaseHistory(long Floor, long? Installed);
