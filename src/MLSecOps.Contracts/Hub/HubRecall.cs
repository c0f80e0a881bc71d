namespace MLSecOps.Contracts.Hub;

/// <summary>A recalled release in a bulletin, and where it runs.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">Release number.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of its manifest, which decides.</param>
/// <param name="Why">The publisher's words.</param>
/// <param name="Fallback">Number of the release to go back to; null to stop.</param>
/// <param name="Running">On how many devices that are in use their newest evidence has it.</param>
public sealed record HubRecall(string Model, long Release, string ManifestDigest, string Why, long? Fallback, int Running);
