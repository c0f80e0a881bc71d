using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>Files that grow by records: what was written is on the disk when a call returns.</summary>
/// <remarks>The file is opened for each call, so that a folder that was moved or a disk that went away is noticed, and nothing is to be closed.</remarks>
public static class DurableFile
{
    private const uint OwnerOnly = 0x180;

    /// <summary>Appends at the end that the caller knows. What lies behind it (left by an append that failed) is cut off first.</summary>
    /// <param name="path">Made with mode 0600 when missing.</param>
    /// <param name="length">The file's length so far.</param>
    /// <param name="content">What to append.</param>
    /// <exception cref="IOException">The disk refused, or the file is shorter than <paramref name="length"/>. How much was written is unknown: <see cref="Cut"/>.</exception>
    public static void Append(string path, long length, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, OwnerOnly);
        long present = (long)Descriptor.Status(handle, path).Size;
        if (present < length)
        {
            throw new SystemCallException("append", path, Errno.InputOutput);
        }

        if (present > length)
        {
            Truncate(handle, path, length);
        }

        Write(handle, path, length, content);
        if (length == 0)
        {
            FolderFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
    }

    /// <summary>Replaces bytes inside a file that exists; bytes beside them are not touched.</summary>
    /// <exception cref="IOException">The disk refused. The bytes may be the old ones, the new ones, or a mixture.</exception>
    public static void Overwrite(string path, long offset, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.NoFollow);
        Write(handle, path, offset, content);
    }

    /// <summary>Cuts a file to a length, if it is longer.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Cut(string path, long length)
    {
        using SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.NoFollow);
        if ((long)Descriptor.Status(handle, path).Size > length)
        {
            Truncate(handle, path, length);
            Descriptor.Flush(handle, path);
        }
    }

    private static void Write(SafeFileHandle handle, string path, long offset, ReadOnlySpan<byte> content)
    {
        try
        {
            RandomAccess.Write(handle, content, offset);
        }
        catch (IOException refused)
        {
            // The runtime hands on the system's error number here.
            throw new SystemCallException("write", path, refused.HResult);
        }

        Descriptor.Flush(handle, path);
    }

    private static void Truncate(SafeFileHandle handle, string path, long length)
    {
        using DescriptorUse use = new(handle);
        if (Libc.Ftruncate(use.Number, length) != 0)
        {
            throw SystemCallException.Last("ftruncate", path);
        }
    }
}
