namespace MLSecOps.Contracts.Commands;

/// <summary>A recalled release in JSON.</summary>
/// <param name="Model">Slot.</param>
/// <param name="Release">For machines.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of the recalled manifest.</param>
/// <param name="Why">The publisher's words.</param>
/// <param name="Action"><c>stop</c> or <c>fallback</c>.</param>
/// <param name="Fallback">The release to go back to, or null.</param>
public sealed record RecallEntry(string Model, long Release, string ManifestDigest, string Why, string Action, long? Fallback);
