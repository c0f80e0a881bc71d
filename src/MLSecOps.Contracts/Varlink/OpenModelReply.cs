namespace MLSecOps.Contracts.Varlink;

/// <summary>Results of <c>io.mlsec.Agent.OpenModel</c>. The descriptors come with the reply's first byte (SCM_RIGHTS).</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The release whose bytes these are.</param>
/// <param name="Version">Its version, for people.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of the signed manifest's bytes.</param>
/// <param name="Files">The files, in the manifest's order; at least one of role <c>model</c>.</param>
/// <param name="Tap">Index of the tap's descriptor; null when this agent has nobody who listens.</param>
public sealed record OpenModelReply(string Model, long Release, string Version, string ManifestDigest, IReadOnlyList<OpenModelFile> Files, int? Tap = null);
