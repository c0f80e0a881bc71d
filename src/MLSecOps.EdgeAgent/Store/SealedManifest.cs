using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The manifest that an installed release keeps.</summary>
internal static class SealedManifest
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads it, if it is still the one of this release; its signature was judged when the release was verified.</summary>
    /// <exception cref="IOException">It could not be read.</exception>
    public static ModelManifest? Read(FolderBoundary release, ReleaseId id)
    {
        using FileByteSource source = release.OpenFile(StoreLayout.ManifestFile);
        if (source.Length > MaxBytes)
        {
            return null;
        }

        byte[] content = new byte[source.Length];
        return source.Read(0, content) == content.Length && Sha256Digest.Of(content) == id.Manifest && ManifestParser.Parse(content).TryGet(out ModelManifest? manifest, out _)
            ? manifest
            : null;
    }
}
