using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Waits until one of several sockets has something to read or is closed, or until another thread wakes it (poll, eventfd). For one thread, but for <see cref="Wake"/>.</summary>
/// <remarks>No allocation but when sockets are added. O(sockets) for each wait: meant for the dozens of applications of one device.</remarks>
public sealed unsafe class SocketPoll : IDisposable
{
    private const short Readable = 1;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;
    private readonly SafeFileHandle _wake;
    private readonly List<SafeHandle> _sockets = [];
    private PollDescriptor[] _asked = new PollDescriptor[8];

    /// <summary>Waits for nothing yet.</summary>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public SocketPoll()
    {
        int number = Libc.EventFd(0, NonBlockingCloseOnExec);
        _wake = number >= 0 ? new SafeFileHandle(number, ownsHandle: true) : throw SystemCallException.Last("eventfd", "socket poll");
        _asked[0] = new PollDescriptor { Descriptor = number, Events = Readable };
    }

    /// <summary>Sockets that are waited for.</summary>
    public int Count => _sockets.Count;

    /// <summary>Waits for one more socket. It must not be disposed of before it was removed.</summary>
    public void Add(SafeHandle socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _sockets.Add(socket);
        if (_asked.Length == _sockets.Count)
        {
            Array.Resize(ref _asked, _asked.Length * 2);
        }

        using var use = new DescriptorUse(socket);
        _asked[_sockets.Count] = new PollDescriptor { Descriptor = use.Number, Events = Readable };
    }

    /// <summary>No longer waits for a socket. Those behind it move up by one.</summary>
    public void RemoveAt(int index)
    {
        _sockets.RemoveAt(index);
        Array.Copy(_asked, index + 2, _asked, index + 1, _sockets.Count - index);
    }

    /// <summary>The socket at a position.</summary>
    public SafeHandle this[int index] => _sockets[index];

    /// <summary>Waits.</summary>
    /// <param name="milliseconds">At most so long; -1 for without end.</param>
    /// <returns>True when a socket is <see cref="IsReady">ready</see>; false when the time was over or it was woken.</returns>
    public bool Wait(int milliseconds)
    {
        int ready;
        fixed (PollDescriptor* asked = _asked)
        {
            ready = Libc.Poll(asked, (nuint)(_sockets.Count + 1), milliseconds);
        }

        if (ready < 0)
        {
            // Interrupted by a signal: as if the time was over.
            for (int i = 0; i <= _sockets.Count; i++)
            {
                _asked[i].Returned = 0;
            }

            return Marshal.GetLastPInvokeError() == Errno.Interrupted ? false : throw SystemCallException.Last("poll", "sockets");
        }

        if (_asked[0].Returned == 0)
        {
            return ready > 0;
        }

        ulong count;
        using var use = new DescriptorUse(_wake);
        _ = Libc.Read(use.Number, (byte*)&count, sizeof(ulong));
        return ready > 1;
    }

    /// <summary>Whether the socket at a position had something to read, or was closed, when <see cref="Wait"/> returned.</summary>
    public bool IsReady(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_sockets.Count, nameof(index));
        return _asked[index + 1].Returned != 0;
    }

    /// <summary>Ends a wait, or the next one, from any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        using var use = new DescriptorUse(_wake);
        _ = Libc.Write(use.Number, (byte*)&one, sizeof(ulong));
    }

    /// <summary>The sockets stay their owner's.</summary>
    public void Dispose() => _wake.Dispose();
}
