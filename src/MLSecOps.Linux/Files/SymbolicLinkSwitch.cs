using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>A symbolic link (<c>current -> …</c>) that changes its target in one step: readers see the old target or the new one, never none.</summary>
public static unsafe class SymbolicLinkSwitch
{
    private const int LongestTarget = 4096;

    /// <summary>Makes <paramref name="link"/> point to <paramref name="target"/>, durably.</summary>
    /// <param name="link">The link, made when missing; its folder exists.</param>
    /// <param name="target">Stored as given; a relative one is relative to the link's folder.</param>
    /// <exception cref="SystemCallException">It could not be switched; the old link stays.</exception>
    public static void Point(string link, string target)
    {
        string full = Path.GetFullPath(link);
        string folder = Path.GetDirectoryName(full)!;
        string temporary = Path.Combine(folder, ".new-" + RandomNumberGenerator.GetHexString(16, lowercase: true));
        if (Libc.Symlink(target, temporary) != 0)
        {
            throw SystemCallException.Last("symlink", temporary);
        }

        if (Libc.Rename(temporary, full) != 0)
        {
            SystemCallException failure = SystemCallException.Last("rename", full);
            _ = Libc.Unlink(temporary);
            throw failure;
        }

        FolderFlush.Flush(folder);
    }

    /// <summary>Where <paramref name="link"/> points, as stored; null when there is no such name or it is no symbolic link.</summary>
    /// <exception cref="SystemCallException">It cannot be read for another cause.</exception>
    public static string? Read(string link)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestTarget);
        try
        {
            fixed (byte* start = buffer)
            {
                nint length = Libc.Readlink(link, start, LongestTarget);
                return length >= 0 ? Encoding.UTF8.GetString(buffer, 0, (int)length)
                    : Marshal.GetLastPInvokeError() is Errno.NoEntry or Errno.Invalid or Errno.NotFolder ? null
                    : throw SystemCallException.Last("readlink", link);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Removes the link, durably; nothing happens when it is missing.</summary>
    /// <exception cref="SystemCallException">It cannot be removed.</exception>
    public static void Remove(string link)
    {
        if (Libc.Unlink(link) != 0)
        {
            if (Marshal.GetLastPInvokeError() == Errno.NoEntry)
            {
                return;
            }

            throw SystemCallException.Last("unlink", link);
        }

        FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(link))!);
    }
}
