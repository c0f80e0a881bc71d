using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Sends and receives open descriptors over a Unix socket (SCM_RIGHTS).</summary>
public static unsafe class DescriptorPassing
{
    /// <summary>Descriptors that one message carries at most (SCM_MAX_FD).</summary>
    public const int MaxDescriptors = 253;

    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int NoSignal = 0x4000;
    private const int DoNotWait = 0x40;
    private const int CloseOnExec = 0x40000000;
    private const int ControlTruncated = 0x08;
    private const int HeaderSize = 16;
    private const short Readable = 1;
    private const short Writable = 4;

    /// <summary>Sends bytes and descriptors in one message. The descriptors stay open here; the receiver gets duplicates.</summary>
    /// <param name="socket">Connected; blocks the thread while its buffer is full.</param>
    /// <param name="content">At least one byte, so that a stream receiver notices.</param>
    /// <param name="descriptors">At most <see cref="MaxDescriptors"/>.</param>
    /// <returns>Bytes sent: on a stream socket possibly fewer than given; the descriptors went with the first.</returns>
    /// <exception cref="SystemCallException">The peer is gone, or the descriptors cannot be passed.</exception>
    public static int Send(Socket socket, ReadOnlySpan<byte> content, ReadOnlySpan<SafeFileHandle> descriptors)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfZero(content.Length, nameof(content));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors, nameof(descriptors));
        using var use = new DescriptorUse(socket.SafeHandle);
        fixed (byte* data = content)
        {
            return Send(use.Number, null, data, content.Length, descriptors);
        }
    }

    /// <summary>Sends as <see cref="Send(Socket, ReadOnlySpan{byte}, ReadOnlySpan{SafeFileHandle})"/> does, without ever waiting.</summary>
    /// <returns>Bytes sent; 0 when the peer's buffer is full, and then no descriptor went either.</returns>
    /// <exception cref="SystemCallException">The peer is gone, or the descriptors cannot be passed.</exception>
    public static int TrySend(Socket socket, ReadOnlySpan<byte> content, ReadOnlySpan<SafeFileHandle> descriptors)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfZero(content.Length, nameof(content));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors, nameof(descriptors));
        using var use = new DescriptorUse(socket.SafeHandle);
        fixed (byte* data = content)
        {
            return Send(use.Number, null, data, content.Length, descriptors, waits: false);
        }
    }

    /// <summary>Receives bytes and the descriptors that came with them, close-on-exec; they are the caller's to dispose.</summary>
    /// <param name="socket">Connected; blocks the thread until something arrives.</param>
    /// <param name="content">Where the bytes go.</param>
    /// <param name="descriptors">Receives up to <paramref name="limit"/> descriptors.</param>
    /// <param name="limit">More than these, or a message whose control data the kernel cut, is refused and all are closed.</param>
    /// <returns>Bytes received; 0 at the end of a stream.</returns>
    /// <exception cref="SystemCallException">Receiving failed, or too many descriptors came (EOVERFLOW).</exception>
    public static int Receive(Socket socket, Span<byte> content, List<SafeFileHandle> descriptors, int limit)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(descriptors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxDescriptors);
        byte* control = stackalloc byte[ControlSize(MaxDescriptors)];
        using var use = new DescriptorUse(socket.SafeHandle);
        fixed (byte* data = content)
        {
            var vector = new IoVector { Base = data, Length = (nuint)content.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = (nuint)ControlSize(MaxDescriptors) };
            nint count;
            while ((count = Libc.ReceiveMessage(use.Number, &message, CloseOnExec)) < 0)
            {
                AwaitOrThrow(use.Number, Readable, "recvmsg");
            }

            int before = descriptors.Count;
            Collect(message, descriptors);
            if (descriptors.Count - before <= limit && (message.Flags & ControlTruncated) == 0)
            {
                return (int)count;
            }

            descriptors[before..].ForEach(handle => handle.Dispose());
            descriptors.RemoveRange(before, descriptors.Count - before);
            throw new SystemCallException("recvmsg", "too many descriptors", Errno.Overflow);
        }
    }

    /// <summary>One message on an own descriptor, to <paramref name="address"/> when not connected.</summary>
    internal static int Send(int socket, UnixAddress? address, byte* data, int length, ReadOnlySpan<SafeFileHandle> descriptors, bool waits = true)
    {
        byte* control = stackalloc byte[ControlSize(descriptors.Length)];
        byte* name = stackalloc byte[UnixAddress.MaxSize];
        var vector = new IoVector { Base = data, Length = (nuint)length };
        var message = new MessageHeader { Vectors = &vector, VectorCount = length > 0 ? 1u : 0u };
        if (address is not null)
        {
            message.Name = name;
            message.NameLength = (uint)address.Write(new Span<byte>(name, UnixAddress.MaxSize));
        }

        int held = 0;
        try
        {
            if (descriptors.Length > 0)
            {
                *(ControlHeader*)control = new ControlHeader { Length = (nuint)(HeaderSize + (4 * descriptors.Length)), Level = SocketLevel, Type = Rights };
                foreach (SafeFileHandle handle in descriptors)
                {
                    bool taken = false;
                    handle.DangerousAddRef(ref taken);
                    ((int*)(control + HeaderSize))[held++] = (int)handle.DangerousGetHandle();
                }

                message.Control = control;
                message.ControlLength = (nuint)ControlSize(descriptors.Length);
            }

            nint sent;
            while ((sent = Libc.SendMessage(socket, &message, waits ? NoSignal : NoSignal | DoNotWait)) < 0)
            {
                if (!waits && Marshal.GetLastPInvokeError() == Errno.Again)
                {
                    return 0;
                }

                AwaitOrThrow(socket, Writable, "sendmsg");
            }

            return (int)sent;
        }
        finally
        {
            for (int i = 0; i < held; i++)
            {
                descriptors[i].DangerousRelease();
            }
        }
    }

    private static int ControlSize(int descriptors) => HeaderSize + (((4 * descriptors) + 7) & ~7);

    // The framework makes a socket non-blocking once it was used asynchronously.
    private static void AwaitOrThrow(int socket, short events, string call)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == Errno.Again)
        {
            var wait = new PollDescriptor { Descriptor = socket, Events = events };
            _ = Libc.Poll(&wait, 1, -1);
        }
        else if (error != Errno.Interrupted)
        {
            throw new SystemCallException(call, "unix socket", error);
        }
    }

    private static void Collect(in MessageHeader message, List<SafeFileHandle> descriptors)
    {
        byte* at = message.Control;
        byte* end = message.Control + message.ControlLength;
        while (at + HeaderSize <= end)
        {
            ControlHeader header = *(ControlHeader*)at;
            if (header.Length < HeaderSize || header.Length > (nuint)(end - at))
            {
                return;
            }

            if (header is { Level: SocketLevel, Type: Rights })
            {
                for (byte* number = at + HeaderSize; number + 4 <= at + header.Length; number += 4)
                {
                    descriptors.Add(new SafeFileHandle(*(int*)number, ownsHandle: true));
                }
            }

            at += (header.Length + 7) & ~(nuint)7;
        }
    }
}
