using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>A second description of an open regular file: read-only whatever the first may do, with a position, flags and locks of its own.</summary>
internal static class ReadOnlyTwin
{
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>Opens it, with a number that no redirection of a child overwrites.</summary>
    /// <param name="file">An open regular file, also one that was removed or has no name.</param>
    /// <exception cref="SystemCallException">It is no regular file (EINVAL), this user may not read it, or <c>/proc</c> is not there.</exception>
    internal static SafeFileHandle Of(SafeFileHandle file)
    {
        using var use = new DescriptorUse(file);
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{use.Number}");
        if (!Descriptor.IsRegular(Descriptor.Status(file, path)))
        {
            // Opening a device or a pipe once more can do things; a file's can not.
            throw new SystemCallException("open", path, Errno.Invalid);
        }

        SafeFileHandle twin = Descriptor.Open(path, OpenFlags.ReadOnly);
        return (int)twin.DangerousGetHandle() >= SpawnMemory.FirstFree ? twin : Above(twin, path);
    }

    private static SafeFileHandle Above(SafeFileHandle low, string subject)
    {
        using (low)
        {
            using var use = new DescriptorUse(low);
            int moved = Libc.Fcntl(use.Number, DuplicateCloseOnExec, SpawnMemory.FirstFree);
            return moved >= 0 ? new SafeFileHandle(moved, ownsHandle: true) : throw SystemCallException.Last("fcntl(F_DUPFD_CLOEXEC)", subject);
        }
    }
}
