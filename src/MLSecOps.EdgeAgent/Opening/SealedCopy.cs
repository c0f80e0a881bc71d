using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Linux.Memory;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>A copy in sealed memory.</summary>
internal sealed class SealedCopy(ManifestFile signed, Sha256Digest plain, SealedMemoryFile copy) : VerifiedFile(signed, plain)
{
    public override long MemoryBytes => copy.Length;

    public override void Dispose() => copy.Dispose();

    protected override SafeFileHandle OpenHandle() => copy.OpenReadOnly();
}
