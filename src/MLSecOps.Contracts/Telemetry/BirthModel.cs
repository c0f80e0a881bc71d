namespace MLSecOps.Contracts.Telemetry;

/// <summary>One slot in a birth.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="State">A word of <see cref="Varlink.ModelStates"/>.</param>
/// <param name="Release">Current release; null when there is none.</param>
/// <param name="Version">Its version.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of its manifest.</param>
public sealed record BirthModel(string Model, string State, long? Release = null, string? Version = null, string? ManifestDigest = null);
