namespace MLSecOps.Core.Packages;

/// <summary>The statement that a publisher signs, schema <c>mlsec.model-manifest/1</c>. Values are within the schema's ranges: the only maker of one from bytes is the parser in <c>Formats</c>.</summary>
/// <param name="Model">Slot name, <c>[a-z0-9][a-z0-9-]{0,62}</c>.</param>
/// <param name="Version">Semantic version 2.0, for people.</param>
/// <param name="Release">For machines: 1..2^53-1.</param>
/// <param name="Format">What kind of model.</param>
/// <param name="Audience">The only fleets it may run in; empty means any.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later than <paramref name="Issued"/>.</param>
/// <param name="Hardware">Hardware names it may run on; empty means any.</param>
/// <param name="MinAgent">The oldest agent version that may install it; null means any.</param>
/// <param name="Files">The payload, in package order, at least one of role <see cref="FileRole.Model"/>.</param>
/// <param name="Provenance">Where the model came from, if stated.</param>
public sealed record ModelManifest(
    string Model,
    string Version,
    long Release,
    ModelFormat Format,
    IReadOnlyList<string> Audience,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    IReadOnlyList<string> Hardware,
    string? MinAgent,
    IReadOnlyList<ManifestFile> Files,
    Provenance? Provenance);
