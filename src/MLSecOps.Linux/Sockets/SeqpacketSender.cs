using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Sends one message on a seqpacket socket or drops it; never waits and never raises SIGPIPE.</summary>
public static unsafe class SeqpacketSender
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int HeaderSize = 16;
    private const int DoNotWaitNoSignal = 0x40 | 0x4000;

    /// <summary>Sends a message with descriptors, which stay open here. No allocation.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="content">At least one byte.</param>
    /// <param name="descriptors">At most <see cref="DescriptorPassing.MaxDescriptors"/>.</param>
    /// <exception cref="SystemCallException">It is no socket, or the descriptors cannot be passed; no peer can bring this about.</exception>
    public static SendOutcome TrySend(SafeHandle socket, ReadOnlySpan<byte> content, ReadOnlySpan<SafeFileHandle> descriptors = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(content.Length, nameof(content));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, DescriptorPassing.MaxDescriptors, nameof(descriptors));
        int controlBytes = descriptors.IsEmpty ? 0 : HeaderSize + (((4 * descriptors.Length) + 7) & ~7);
        byte* control = stackalloc byte[controlBytes];
        int held = 0;
        try
        {
            using var use = new DescriptorUse(socket);
            fixed (byte* data = content)
            {
                var vector = new IoVector { Base = data, Length = (nuint)content.Length };
                var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
                if (controlBytes > 0)
                {
                    *(ControlHeader*)control = new ControlHeader { Length = (nuint)(HeaderSize + (4 * descriptors.Length)), Level = SocketLevel, Type = Rights };
                    foreach (SafeFileHandle handle in descriptors)
                    {
                        bool taken = false;
                        handle.DangerousAddRef(ref taken);
                        ((int*)(control + HeaderSize))[held++] = (int)handle.DangerousGetHandle();
                    }

                    message.Control = control;
                    message.ControlLength = (nuint)controlBytes;
                }

                return Send(use.Number, &message);
            }
        }
        finally
        {
            for (int i = 0; i < held; i++)
            {
                descriptors[i].DangerousRelease();
            }
        }
    }

    private static SendOutcome Send(int socket, MessageHeader* message)
    {
        while (Libc.SendMessage(socket, message, DoNotWaitNoSignal) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            switch (error)
            {
                case Errno.Interrupted:
                    continue;

                // The last two: more than this socket's buffer ever holds, and more descriptors under way than a user may have.
                case Errno.Again or Errno.NoBuffers or Errno.NoMemory or Errno.MessageTooLong or Errno.TooManyReferences:
                    return SendOutcome.Full;

                case Errno.BrokenPipe or Errno.ConnectionReset or Errno.NotConnected or Errno.ConnectionRefused:
                    return SendOutcome.Gone;

                default:
                    throw new SystemCallException("sendmsg", "seqpacket", error);
            }
        }

        return SendOutcome.Sent;
    }
}
