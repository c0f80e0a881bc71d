using MLSecOps.Core.Bytes;

namespace MLSecOps.Trust.Packages;

/// <summary>A release as it lies on the device: the sealed head of its package, and its files.</summary>
/// <param name="Manifest">Exact bytes of the manifest.</param>
/// <param name="Signature">The detached CMS over it; null when there is none.</param>
/// <param name="Open">Opens a payload file by its package path; null when it is not there. What it gives is disposed by the caller of the verification.</param>
public sealed record InstalledRelease(ReadOnlyMemory<byte> Manifest, ReadOnlyMemory<byte>? Signature, Func<string, IByteSource?> Open)
{
    /// <summary>The OMS bundle that spoke for the package where it had no CMS; null otherwise.</summary>
    public ReadOnlyMemory<byte>? OmsBundle { get; init; }

    /// <summary>Paths of everything in its folder, so that what nobody signed is found; null where there is no folder to list.</summary>
    public IReadOnlyList<string>? Entries { get; init; }

    /// <summary>The folder is a package as it was unpacked: what an installed release does not keep may lie there, the indexes and a second signature.</summary>
    public bool Unpacked { get; init; }
}
