using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>One file of a release that measured as it was signed and that nobody can change any more (G3): verified once, handed out many times.</summary>
/// <param name="signed">What the manifest says of it.</param>
/// <param name="plain">SHA-256 of its content.</param>
internal abstract class VerifiedFile(ManifestFile signed, Sha256Digest plain) : IDisposable
{
    /// <summary>What the manifest says of it.</summary>
    public ManifestFile Signed => signed;

    /// <summary>Memory that it takes as long as this object or a description of it lives, bytes.</summary>
    public abstract long MemoryBytes { get; }

    /// <summary>Opens it for an application.</summary>
    /// <exception cref="IOException">No descriptors, or the kernel says that it is not that file any more.</exception>
    public OpenFile Open() => new(signed, plain, OpenHandle());

    public abstract void Dispose();

    /// <summary>A fresh read-only description.</summary>
    protected abstract SafeFileHandle OpenHandle();
}
