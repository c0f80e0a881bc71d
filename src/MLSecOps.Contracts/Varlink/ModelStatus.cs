namespace MLSecOps.Contracts.Varlink;

/// <summary>One slot of the device's store.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="State">A word of <see cref="ModelStates"/>.</param>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>, of the bytes on disk when they were last examined.</param>
/// <param name="ReleaseFloor">No lower release is accepted; 0 when nothing was confirmed yet.</param>
/// <param name="Release">Release of the row; null when the slot has none.</param>
/// <param name="Version">Version of the row, for people.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of the manifest's bytes.</param>
/// <param name="Reason">Reason code of a verdict that is not trusted.</param>
/// <param name="LastVerified">When that was, RFC 3339 UTC; null for never.</param>
/// <param name="Rehearsal">What the sanity suite said; null when there was none.</param>
public sealed record ModelStatus(
    string Model,
    string State,
    string Verdict,
    long ReleaseFloor,
    long? Release = null,
    string? Version = null,
    string? ManifestDigest = null,
    string? Reason = null,
    string? LastVerified = null,
    RehearsalEntry? Rehearsal = null);
