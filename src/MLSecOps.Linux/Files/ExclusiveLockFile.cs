using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>One process at a time: an advisory lock (flock) on a file, which the kernel releases when the holder ends, however it ends.</summary>
public sealed class ExclusiveLockFile : IDisposable
{
    private const int LockExclusiveWithoutWaiting = 2 | 4;
    private const int Unlock = 8;
    private readonly SafeFileHandle _handle;

    private ExclusiveLockFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock, or says who has it. The file stays when the lock is released.</summary>
    /// <param name="path">The lock file, created with mode 0600 when missing.</param>
    /// <exception cref="SystemCallException">The file cannot be made or locked for another cause.</exception>
    public static LockAttempt TryAcquire(string path)
    {
        SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.NoFollow, 0x180);
        try
        {
            int result;
            using (var use = new DescriptorUse(handle))
            {
                result = Libc.Flock(use.Number, LockExclusiveWithoutWaiting);
            }

            if (result == 0)
            {
                WriteOwner(handle);
                return new LockAttempt.Acquired(new ExclusiveLockFile(handle));
            }

            if (Marshal.GetLastPInvokeError() != Errno.Again)
            {
                throw SystemCallException.Last("flock", path);
            }

            int? owner = ReadOwner(handle);
            handle.Dispose();
            return new LockAttempt.HeldByOther(owner);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        if (_handle.IsClosed)
        {
            return;
        }

        // Unlocking, not only closing: a child that another thread is just starting still has a duplicate until it executes its program.
        using (var use = new DescriptorUse(_handle))
        {
            _ = Libc.Flock(use.Number, Unlock);
        }

        _handle.Dispose();
    }

    private static void WriteOwner(SafeFileHandle handle)
    {
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
    }

    private static int? ReadOwner(SafeFileHandle handle)
    {
        Span<byte> text = stackalloc byte[16];
        int length = RandomAccess.Read(handle, text, 0);
        return int.TryParse(text[..length].TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }
}
