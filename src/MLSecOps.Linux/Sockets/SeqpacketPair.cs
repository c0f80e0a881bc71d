using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Two connected Unix sockets that keep messages apart (SOCK_SEQPACKET), neither of which has a name: who holds no end cannot reach it.</summary>
public sealed unsafe class SeqpacketPair : IDisposable
{
    private const int UnixFamily = 1;
    private const int SeqpacketNonBlockingCloseOnExec = 5 | 0x800 | 0x80000;
    private const int SocketLevel = 1;
    private const int PassCredentials = 16;

    private SeqpacketPair(SafeFileHandle own, SafeFileHandle other)
    {
        Own = own;
        Other = other;
    }

    /// <summary>The end that stays: each message that is received on it names its sender (SO_PASSCRED), as the kernel knows it.</summary>
    public SafeFileHandle Own { get; }

    /// <summary>The end to hand out; dispose of it once it was passed on. The kernel's default buffer of its sender bounds what waits.</summary>
    public SafeFileHandle Other { get; }

    /// <summary>Makes a pair. Neither end blocks, both are closed on exec.</summary>
    /// <exception cref="SystemCallException">No descriptors or memory are left.</exception>
    public static SeqpacketPair Create()
    {
        int* ends = stackalloc int[2];
        if (Libc.SocketPair(UnixFamily, SeqpacketNonBlockingCloseOnExec, 0, ends) != 0)
        {
            throw SystemCallException.Last("socketpair", "seqpacket");
        }

        var pair = new SeqpacketPair(new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
        int on = 1;
        if (Libc.SetSocketOption(ends[0], SocketLevel, PassCredentials, &on, sizeof(int)) != 0)
        {
            pair.Dispose();
            throw SystemCallException.Last("setsockopt", "SO_PASSCRED");
        }

        return pair;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        Other.Dispose();
    }
}
