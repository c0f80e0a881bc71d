using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.FsVerity;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>The store's own file where the kernel guards it by fs-verity: it cannot be written, and every block is checked when it is read. Takes no memory.</summary>
internal sealed class GuardedFile(ManifestFile signed, Sha256Digest plain, FileByteSource file) : VerifiedFile(signed, plain)
{
    public override long MemoryBytes => 0;

    public override void Dispose() => file.Dispose();

    protected override SafeFileHandle OpenHandle()
    {
        // Measured on the very descriptor that goes out.
        SafeFileHandle opened = file.OpenAgain();
        try
        {
            return FsVerityFile.Measure(opened) is FsVerityMeasurement.Measured measured && measured.Digest == Signed.FsVerity
                ? opened
                : throw new IOException($"{Signed.Path} is guarded by fs-verity no more");
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
