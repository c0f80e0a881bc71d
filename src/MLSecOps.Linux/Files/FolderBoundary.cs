using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>A folder out of which no name leads: files are opened below it without following any symbolic link or <c>..</c>, or only links that stay inside.</summary>
public sealed unsafe class FolderBoundary : IDisposable
{
    private const ulong NoMagicLinks = 0x02;
    private const ulong NoSymbolicLinks = 0x04;
    private const ulong Beneath = 0x08;
    private const int OpenAt2 = 437;
    private readonly SafeFileHandle _folder;
    private readonly string _path;
    private readonly bool _oneCall;

    private FolderBoundary(SafeFileHandle folder, string path, bool oneCall)
    {
        _folder = folder;
        _path = path;
        _oneCall = oneCall;
    }

    /// <summary>Opens the folder itself; it must not be a symbolic link.</summary>
    /// <exception cref="SystemCallException">It does not exist or is no folder.</exception>
    public static FolderBoundary Open(string folder) => Open(folder, oneCall: true);

    /// <summary>Opens a regular file below the folder, read-only.</summary>
    /// <param name="relativePath">Components separated by <c>/</c>; absolute paths, <c>..</c> and symbolic links anywhere are refused. May be text from outside.</param>
    /// <exception cref="SystemCallException">Missing (ENOENT), a link (ELOOP), leads outside (EXDEV), or not a regular file (EINVAL).</exception>
    public FileByteSource OpenFile(string relativePath)
    {
        string subject = Path.Combine(_path, relativePath);
        return FileByteSource.Over(_oneCall ? OpenInOneCall(relativePath, subject) : OpenByComponents(relativePath, subject), subject);
    }

    /// <summary>Opens a regular file below the folder, read-only, following symbolic links as long as the kernel finds that none leads out, not even on the way.</summary>
    /// <param name="relativePath">As for <see cref="OpenFile"/>; links in it must be relative.</param>
    /// <exception cref="SystemCallException">As for <see cref="OpenFile"/>; ELOOP for links in a circle, ENOSYS where the kernel has no openat2: nothing else follows links safely.</exception>
    public FileByteSource OpenFileThroughLinks(string relativePath)
    {
        string subject = Path.Combine(_path, relativePath);
        SafeFileHandle? file = _oneCall ? TryOpenInOneCall(relativePath, subject, FileFlags & ~OpenFlags.NoFollow, Beneath | NoMagicLinks) : null;
        return FileByteSource.Over(file ?? throw new SystemCallException("openat2", subject, Errno.NotImplemented), subject);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>For tests: without openat2, as on a kernel before 5.6 or behind a filter that refuses it.</summary>
    internal static FolderBoundary Open(string folder, bool oneCall) =>
        new(Descriptor.Open(folder, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow), folder, oneCall);

    private static int FileFlags => OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoTerminal | OpenFlags.NoFollow | OpenFlags.CloseOnExec;

    private SafeFileHandle OpenInOneCall(string relativePath, string subject) =>
        TryOpenInOneCall(relativePath, subject, FileFlags, Beneath | NoSymbolicLinks | NoMagicLinks) ?? OpenByComponents(relativePath, subject);

    // Null where the kernel has no openat2, or a filter refuses it.
    private SafeFileHandle? TryOpenInOneCall(string relativePath, string subject, int flags, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags, Resolve = resolve };
        byte* path = (byte*)Marshal.StringToCoTaskMemUTF8(relativePath);
        try
        {
            using var use = new DescriptorUse(_folder);
            while (true)
            {
                nint descriptor = Libc.SystemCall(OpenAt2, use.Number, (nint)path, (nint)(&how), sizeof(OpenHow));
                if (descriptor >= 0)
                {
                    return new SafeFileHandle(descriptor, ownsHandle: true);
                }

                switch (Marshal.GetLastPInvokeError())
                {
                    // EAGAIN: a rename elsewhere raced with the walk, says openat2(2).
                    case Errno.Interrupted or Errno.Again:
                        continue;
                    case Errno.NotImplemented or Errno.NotPermitted:
                        return null;
                    default:
                        throw SystemCallException.Last("openat2", subject);
                }
            }
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)path);
        }
    }

    private SafeFileHandle OpenByComponents(string relativePath, string subject)
    {
        string[] components = relativePath.Split('/');
        if (Array.Exists(components, component => component is "" or "." or ".."))
        {
            throw new SystemCallException("openat", subject, Errno.CrossDevice);
        }

        SafeFileHandle? parent = null;
        try
        {
            for (int i = 0; ; i++)
            {
                bool last = i == components.Length - 1;
                SafeFileHandle next = Step(parent ?? _folder, components[i], last ? FileFlags : FileFlags | OpenFlags.Directory, subject);
                if (last)
                {
                    return next;
                }

                parent?.Dispose();
                parent = next;
            }
        }
        finally
        {
            parent?.Dispose();
        }
    }

    private static SafeFileHandle Step(SafeFileHandle folder, string name, int flags, string subject)
    {
        using var use = new DescriptorUse(folder);
        int descriptor = Libc.OpenAt(use.Number, name, flags, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw SystemCallException.Last("openat", subject);
    }

    /// <summary><c>struct open_how</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }
}
