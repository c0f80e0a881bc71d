using MLSecOps.Core.Digests;

namespace MLSecOps.Linux.FsVerity;

/// <summary>What the kernel says about a file's own integrity tree.</summary>
public abstract record FsVerityMeasurement
{
    private FsVerityMeasurement()
    {
    }

    /// <summary>The kernel checks every read of this file against <paramref name="Digest"/>, its fs-verity SHA-256.</summary>
    public sealed record Measured(Sha256Digest Digest) : FsVerityMeasurement;

    /// <summary>The file system could, but the file is not enabled (or its tree uses another algorithm than SHA-256).</summary>
    public sealed record NotEnabled : FsVerityMeasurement;

    /// <summary>The file system or kernel has no fs-verity.</summary>
    public sealed record NotSupported : FsVerityMeasurement;
}
