using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>Both ends of a pipe, close-on-exec, with numbers above the three standard ones.</summary>
public sealed unsafe class Pipe : IDisposable
{
    private const int DuplicateCloseOnExec = 1030;
    private const int FirstFree = 3;

    private Pipe(SafeFileHandle reading, SafeFileHandle writing)
    {
        Reading = reading;
        Writing = writing;
    }

    /// <summary>Where bytes come out.</summary>
    public SafeFileHandle Reading { get; }

    /// <summary>Where bytes go in.</summary>
    public SafeFileHandle Writing { get; }

    /// <summary>Makes a pipe.</summary>
    /// <exception cref="SystemCallException">No descriptors left.</exception>
    public static Pipe Create()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe2(ends, OpenFlags.CloseOnExec) != 0)
        {
            throw SystemCallException.Last("pipe2", "worker");
        }

        return new Pipe(Above(ends[0]), Above(ends[1]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reading.Dispose();
        Writing.Dispose();
    }

    // A service started with a closed standard stream would get its number here; the child's redirection must not overwrite it.
    private static SafeFileHandle Above(int descriptor)
    {
        if (descriptor >= FirstFree)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        int moved = Libc.Fcntl(descriptor, DuplicateCloseOnExec, FirstFree);
        _ = Libc.Close(descriptor);
        return moved >= 0 ? new SafeFileHandle(moved, ownsHandle: true) : throw SystemCallException.Last("fcntl(F_DUPFD_CLOEXEC)", "worker");
    }
}
