using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Bytes;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>A regular file as random-access bytes. Reads are positional, so several threads may read at once.</summary>
public sealed class FileByteSource : IByteSource, IDisposable
{
    private readonly SafeFileHandle _handle;

    private FileByteSource(SafeFileHandle handle, in FileStatus status)
    {
        _handle = handle;
        Length = (long)status.Size;
        Names = status.Links;
        Identity = new FileIdentity(
            ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, status.Size, ((Int128)status.Changed.Seconds * 1_000_000_000) + status.Changed.Nanoseconds);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>How many names the file had when it was opened: above 1 it can be written under another one, 0 when it was removed.</summary>
    public long Names { get; }

    /// <summary>Which file it is, and in which state, when it was opened.</summary>
    public FileIdentity Identity { get; }

    /// <summary>The open descriptor: owned by this source, valid until it is disposed.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Opens a regular file read-only. A symbolic link as the last component is refused; so are devices, pipes and folders.</summary>
    /// <exception cref="SystemCallException">It cannot be opened, or is not a regular file (EINVAL).</exception>
    public static FileByteSource Open(string path)
    {
        // Non-blocking, so that a pipe put in the file's place cannot hang the open; it has no effect on regular files.
        SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking);
        return Over(handle, path);
    }

    /// <summary>Takes over an open, readable descriptor of a regular file; it is closed if this fails.</summary>
    /// <param name="handle">Owned by the source from now on.</param>
    /// <param name="subject">What to call it in errors.</param>
    /// <exception cref="SystemCallException">It is not a regular file (EINVAL).</exception>
    public static FileByteSource Over(SafeFileHandle handle, string subject)
    {
        ArgumentNullException.ThrowIfNull(handle);
        try
        {
            FileStatus status = Descriptor.Status(handle, subject);
            return Descriptor.IsRegular(status)
                ? new FileByteSource(handle, status)
                : throw new SystemCallException("open", subject, Errno.Invalid);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>A fresh read-only description of the same file, whatever lies under its name now: its own file position, closed on exec.</summary>
    /// <exception cref="SystemCallException">/proc is not mounted, the file may not be read, or descriptors ran out.</exception>
    public SafeFileHandle OpenAgain()
    {
        using var use = new DescriptorUse(_handle);
        return Descriptor.Open($"/proc/self/fd/{use.Number}", OpenFlags.ReadOnly);
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int count = RandomAccess.Read(_handle, destination[total..], offset + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
