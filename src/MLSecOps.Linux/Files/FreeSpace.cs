using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>Room on a file system at one moment.</summary>
/// <param name="AvailableBytes">What this user may still write.</param>
/// <param name="TotalBytes">Size of the file system.</param>
public readonly record struct FreeSpace(long AvailableBytes, long TotalBytes)
{
    /// <summary>Asks the file system that holds <paramref name="path"/>.</summary>
    /// <exception cref="SystemCallException">The path does not exist.</exception>
    public static unsafe FreeSpace Of(string path)
    {
        FileSystemStatus status;
        return Libc.Statvfs(path, &status) == 0
            ? new FreeSpace(Bytes(status.AvailableBlocks, status.FragmentSize), Bytes(status.Blocks, status.FragmentSize))
            : throw SystemCallException.Last("statvfs", path);
    }

    // Network and virtual file systems report absurd counts: saturate.
    private static long Bytes(ulong blocks, ulong size) => (long)UInt128.Min((UInt128)blocks * size, long.MaxValue);
}
