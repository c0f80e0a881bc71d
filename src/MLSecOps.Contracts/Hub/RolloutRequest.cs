namespace MLSecOps.Contracts.Hub;

/// <summary>Starts a rollout: every named device gets a directive for the release. One stage.</summary>
/// <param name="ManifestDigest"><c>sha256:</c> of the package's manifest; the package was pushed before.</param>
/// <param name="Devices">UEIDs; null for all enrolled devices.</param>
public sealed record RolloutRequest(string ManifestDigest, IReadOnlyList<string>? Devices = null);
