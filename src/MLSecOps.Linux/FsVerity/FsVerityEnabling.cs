namespace MLSecOps.Linux.FsVerity;

/// <summary>What became of asking the kernel to protect a file by fs-verity.</summary>
public enum FsVerityEnabling
{
    /// <summary>The file system or kernel has no fs-verity. The default.</summary>
    NotSupported = 0,

    /// <summary>The file is immutable from now on and checked at every read.</summary>
    Enabled = 1,

    /// <summary>It was so already.</summary>
    AlreadyEnabled = 2,
}
