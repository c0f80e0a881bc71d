using MLSecOps.Core.Digests;

namespace MLSecOps.Core.Update;

/// <summary>Which release of a slot: the machine's number and the SHA-256 of the manifest's bytes. Two packages with one number and different manifests are different releases, and conflict.</summary>
/// <param name="Release">1..2^53-1.</param>
/// <param name="Manifest">SHA-256 of <c>manifest.json</c>.</param>
public sealed record ReleaseId(long Release, Sha256Digest Manifest)
{
    /// <summary>The folder of the release in the store: number and first 12 hexadecimal digits of the manifest's digest.</summary>
    public string FolderName => $"{Release}-{Manifest.Short}";

    /// <summary><c>release (digest)</c>, for messages.</summary>
    public override string ToString() => $"{Release} ({Manifest})";
}
