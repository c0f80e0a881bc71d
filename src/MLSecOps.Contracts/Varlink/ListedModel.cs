namespace MLSecOps.Contracts.Varlink;

/// <summary>One model as <c>io.mlsec.Agent.ListModels</c> shows it.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Verdict"><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>, as in <see cref="ModelStatus"/>.</param>
/// <param name="Openable">True when <c>OpenModel</c> would hand it out now, as far as is known before its bytes are read.</param>
/// <param name="Release">The current release; null when there is none.</param>
/// <param name="Version">Its version, for people.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of its manifest's bytes.</param>
/// <param name="Reason">Reason code of a verdict that is not trusted; null when there is none to name.</param>
public sealed record ListedModel(
    string Model, string Verdict, bool Openable, long? Release = null, string? Version = null, string? ManifestDigest = null, string? Reason = null);
