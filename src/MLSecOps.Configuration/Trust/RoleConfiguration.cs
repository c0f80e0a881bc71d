namespace MLSecOps.Configuration.Trust;

/// <summary>Whose signatures count for one role.</summary>
/// <param name="Anchors">CA certificates, at least one; a chain may end only at one of these.</param>
/// <param name="Threshold">How many different keys must have signed, 1 to 16.</param>
/// <param name="KeyUsage">What the signer's certificate must allow.</param>
public sealed record RoleConfiguration(IReadOnlyList<TrustAnchor> Anchors, int Threshold, KeyUsagePolicy KeyUsage);
