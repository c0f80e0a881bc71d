namespace MLSecOps.Contracts.Commands;

/// <summary>What a device claims about one model, in JSON.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Release">Release number.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of its manifest.</param>
/// <param name="DiskDigest">fs-verity digest as measured on the device; null when it was not measured.</param>
/// <param name="DiskChecked">When, by the device's clock, RFC 3339 UTC.</param>
/// <param name="State">Where its update stands.</param>
/// <param name="Floor">Release floor.</param>
/// <param name="Signers"><c>sha256:</c> of the keys that signed it.</param>
/// <param name="Results">What the checking systems found.</param>
/// <param name="HandedOut">What programs on the device were given of it since its agent started; empty for nothing.</param>
public sealed record ClaimedModelEntry(
    string Model,
    string Version,
    long Release,
    string ManifestDigest,
    string? DiskDigest,
    string? DiskChecked,
    string State,
    long Floor,
    IReadOnlyList<string> Signers,
    IReadOnlyList<ClaimedResultEntry> Results,
    IReadOnlyList<HandedOutEntry> HandedOut);
