namespace MLSecOps.Contracts.Hub;

/// <summary>One model of a device.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>.</param>
/// <param name="Reason">Reason code when it is not trusted.</param>
/// <param name="Release">Release that the device claims; null when none.</param>
/// <param name="Version">Its version.</param>
/// <param name="ManifestDigest">Its manifest.</param>
/// <param name="State">Where its update stands.</param>
/// <param name="Floor">Release floor.</param>
/// <param name="ExpectedDigest">Digest that the signed manifest gives the model's file.</param>
/// <param name="DiskDigest">Digest measured on the device.</param>
/// <param name="DesiredRelease">Release that the newest directive asks for; null when none does.</param>
/// <param name="Challenge">What challenges show of it: begins with <c>held</c>, <c>not held</c> or <c>inconclusive</c>; null where its package declares none.</param>
public sealed record HubModel(
    string Model,
    string Verdict,
    string? Reason,
    long? Release,
    string? Version,
    string? ManifestDigest,
    string? State,
    long Floor,
    string? ExpectedDigest,
    string? DiskDigest,
    long? DesiredRelease,
    string? Challenge = null);
