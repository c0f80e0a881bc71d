using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Linux.Native;

/// <summary>Opening and examining descriptors, with the interrupted call repeated.</summary>
internal static unsafe class Descriptor
{
    internal const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int FileTypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    internal static SafeFileHandle Open(string path, int flags, uint mode = 0)
    {
        while (true)
        {
            int descriptor = Libc.OpenAt(CurrentFolder, path, flags | OpenFlags.CloseOnExec | OpenFlags.NoTerminal, mode);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw SystemCallException.Last("open", path);
            }
        }
    }

    internal static FileStatus Status(SafeFileHandle handle, string subject)
    {
        using var use = new DescriptorUse(handle);
        FileStatus status;
        return Libc.Statx(use.Number, string.Empty, EmptyPath, BasicStatus, &status) == 0 ? status : throw SystemCallException.Last("statx", subject);
    }

    internal static bool IsRegular(in FileStatus status) => (status.Mode & FileTypeMask) == RegularFile;

    internal static void Flush(SafeFileHandle handle, string subject)
    {
        using var use = new DescriptorUse(handle);
        if (Libc.Fsync(use.Number) != 0)
        {
            throw SystemCallException.Last("fsync", subject);
        }
    }
}
