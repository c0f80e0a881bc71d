using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Two connected Unix sockets that keep messages apart (SOCK_SEQPACKET), non-blocking and close-on-exec; whoever holds it owns both ends.</summary>
public sealed unsafe class SeqpacketPair : IDisposable
{
    private const int UnixFamily = 1;
    private const int Seqpacket = 5;

    private SeqpacketPair(SafeFileHandle ours, SafeFileHandle theirs)
    {
        Ours = ours;
        Theirs = theirs;
    }

    /// <summary>The end that stays here.</summary>
    public SafeFileHandle Ours { get; }

    /// <summary>The end to give away; our descriptor of it is to be closed once it went.</summary>
    public SafeFileHandle Theirs { get; }

    /// <summary>Makes a pair.</summary>
    /// <exception cref="SystemCallException">No descriptors or no memory.</exception>
    public static SeqpacketPair Create()
    {
        // SOCK_NONBLOCK and SOCK_CLOEXEC have the numbers of O_NONBLOCK and O_CLOEXEC, the same on x64 and arm64.
        int* ends = stackalloc int[2];
        return Libc.SocketPair(UnixFamily, Seqpacket | OpenFlags.NonBlocking | OpenFlags.CloseOnExec, 0, ends) == 0
            ? new SeqpacketPair(new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw SystemCallException.Last("socketpair", "tap");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ours.Dispose();
        Theirs.Dispose();
    }
}
