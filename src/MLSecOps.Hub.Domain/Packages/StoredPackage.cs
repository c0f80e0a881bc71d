using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Packages;

/// <summary>A package that the hub verified and keeps as a file.</summary>
/// <param name="Manifest">SHA-256 of its manifest: its identity.</param>
/// <param name="Model">Slot name.</param>
/// <param name="Release">Release number.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="SizeBytes">Length of the package.</param>
/// <param name="ModelFile">fs-verity digest of the first file of role <c>model</c>.</param>
/// <param name="Signers">Subject names of the publishers that signed it.</param>
/// <param name="Pushed">When.</param>
/// <param name="PushedBy">By which operator.</param>
public sealed record StoredPackage(
    Sha256Digest Manifest,
    string Model,
    long Release,
    string Version,
    long SizeBytes,
    Sha256Digest ModelFile,
    IReadOnlyList<string> Signers,
    DateTimeOffset Pushed,
    string PushedBy);
