using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Receives many messages of a seqpacket socket with one call of the kernel (recvmmsg), into buffers made once. One for any number of sockets; for one thread.</summary>
/// <remarks>
/// No allocation but for descriptors that are taken. Pages of the buffers that no message has reached yet cost no memory.
/// Descriptors that came and were not taken are closed by the next <see cref="Receive"/> and by <see cref="Dispose"/>.
/// </remarks>
public sealed unsafe class SeqpacketReceiver : IDisposable
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int Credentials = 2;
    private const int DoNotWait = 0x40;
    private const int CloseOnExec = 0x40000000;
    private const int ContentTruncated = 0x20;
    private const int ControlTruncated = 0x08;
    private const int HeaderSize = 16;
    private const int CredentialsSize = 12;
    private const short HangUp = 0x10 | 0x2000;
    private readonly int _batch;
    private readonly int _messageBytes;
    private readonly int _descriptors;
    private readonly int _controlBytes;
    private byte* _memory;
    private ManyMessageHeader* _headers;
    private IoVector* _vectors;
    private byte* _controls;
    private byte* _contents;

    /// <summary>Makes the buffers.</summary>
    /// <param name="batch">Messages that one call takes at most, 1..1024.</param>
    /// <param name="messageBytes">Longer messages are cut and say so; a multiple of 8.</param>
    /// <param name="descriptors">Descriptors of one message; the kernel closes those beyond and says so. 0..<see cref="DescriptorPassing.MaxDescriptors"/>.</param>
    public SeqpacketReceiver(int batch, int messageBytes, int descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(batch is >= 1 and <= 1024, true, nameof(batch));
        ArgumentOutOfRangeException.ThrowIfNotEqual(messageBytes > 0 && messageBytes % 8 == 0, true, nameof(messageBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)descriptors, (uint)DescriptorPassing.MaxDescriptors, nameof(descriptors));
        (_batch, _messageBytes, _descriptors) = (batch, messageBytes, descriptors);
        _controlBytes = HeaderSize + Padded(CredentialsSize) + HeaderSize + Padded(4 * descriptors);
        long perMessage = sizeof(ManyMessageHeader) + sizeof(IoVector) + _controlBytes + (long)messageBytes;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(perMessage * batch), 64);
        _headers = (ManyMessageHeader*)_memory;
        _vectors = (IoVector*)(_headers + batch);
        _controls = (byte*)(_vectors + batch);
        _contents = _controls + ((long)_controlBytes * batch);
        for (int i = 0; i < batch; i++)
        {
            _vectors[i] = new IoVector { Base = _contents + ((long)messageBytes * i), Length = (nuint)messageBytes };
            _headers[i] = new ManyMessageHeader { Header = new MessageHeader { Vectors = _vectors + i, VectorCount = 1, Control = _controls + ((long)_controlBytes * i) } };
        }
    }

    /// <summary>Closes what was not taken.</summary>
    ~SeqpacketReceiver() => Release();

    /// <summary>Messages that the last call received.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the last call came to the end: the other side is closed. A peer that sends an empty message and closes ends there.</summary>
    public bool Ended { get; private set; }

    /// <summary>One message of the last call; its content begins at a multiple of 8.</summary>
    /// <param name="index">0..<see cref="Count"/>-1.</param>
    public ReceivedPacket this[int index]
    {
        get
        {
            ref readonly ManyMessageHeader header = ref Header(index);
            Read(header.Header, out PeerCredentials sender, out int descriptors);
            bool whole = (header.Header.Flags & (ContentTruncated | ControlTruncated)) == 0;
            return new ReceivedPacket(new ReadOnlySpan<byte>(_vectors[index].Base, (int)header.Length), sender, descriptors, whole);
        }
    }

    /// <summary>Takes what has arrived, without waiting.</summary>
    /// <param name="socket">A connected seqpacket socket.</param>
    /// <returns><see cref="Count"/>: 0 when nothing is there now, or at the <see cref="Ended">end</see>.</returns>
    /// <exception cref="SystemCallException">It is no socket or the kernel has no memory; a peer cannot bring this about.</exception>
    public int Receive(SafeHandle socket)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        CloseUntaken();
        Ended = false;
        for (int i = 0; i < _batch; i++)
        {
            _headers[i].Header.ControlLength = (nuint)_controlBytes;
            _headers[i].Header.Flags = 0;
        }

        using var use = new DescriptorUse(socket);
        int received;
        while ((received = Libc.ReceiveMessages(use.Number, _headers, (uint)_batch, DoNotWait | CloseOnExec, null)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Again)
            {
                return 0;
            }

            // A peer that closed with unread messages of ours resets the connection once; what it sent can still be read.
            if (error is not (Errno.Interrupted or Errno.ConnectionReset))
            {
                throw new SystemCallException("recvmmsg", "seqpacket", error);
            }
        }

        Count = received;
        for (int i = 0; i < received; i++)
        {
            if (_headers[i].Length == 0 && IsHungUp(use.Number))
            {
                Ended = true;
                Forget(i);
                break;
            }
        }

        return Count;
    }

    /// <summary>Makes a descriptor that came with a message the caller's, to dispose. Each can be taken once.</summary>
    /// <param name="packet">Message of the last call.</param>
    /// <param name="index">0..<see cref="ReceivedPacket.Descriptors"/>-1.</param>
    public SafeFileHandle Take(int packet, int index)
    {
        int* numbers = Numbers(Header(packet).Header, out int count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)count, nameof(index));
        int number = numbers[index];
        ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(index));
        numbers[index] = -1;
        return new SafeFileHandle(number, ownsHandle: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private static int Padded(int bytes) => (bytes + 7) & ~7;

    private static bool IsHungUp(int socket)
    {
        var asked = new PollDescriptor { Descriptor = socket, Events = HangUp };
        return Libc.Poll(&asked, 1, 0) > 0 && (asked.Returned & HangUp) != 0;
    }

    private static void Read(in MessageHeader message, out PeerCredentials sender, out int descriptors)
    {
        sender = default;
        descriptors = 0;
        byte* end = message.Control + message.ControlLength;
        for (byte* at = message.Control; at + HeaderSize <= end;)
        {
            var header = (ControlHeader*)at;
            if (header->Length < HeaderSize || header->Length > (nuint)(end - at))
            {
                return;
            }

            if (header->Level == SocketLevel && header->Type == Rights)
            {
                descriptors = (int)(header->Length - HeaderSize) / 4;
            }
            else if (header->Level == SocketLevel && header->Type == Credentials && header->Length >= HeaderSize + CredentialsSize)
            {
                var values = (int*)(at + HeaderSize);
                sender = new PeerCredentials(values[0], (uint)values[1], (uint)values[2]);
            }

            at += (header->Length + 7) & ~(nuint)7;
        }
    }

    private static int* Numbers(in MessageHeader message, out int count)
    {
        byte* end = message.Control + message.ControlLength;
        for (byte* at = message.Control; at + HeaderSize <= end;)
        {
            var header = (ControlHeader*)at;
            if (header->Length < HeaderSize || header->Length > (nuint)(end - at))
            {
                break;
            }

            if (header->Level == SocketLevel && header->Type == Rights)
            {
                count = (int)(header->Length - HeaderSize) / 4;
                return (int*)(at + HeaderSize);
            }

            at += (header->Length + 7) & ~(nuint)7;
        }

        count = 0;
        return null;
    }

    private ref readonly ManyMessageHeader Header(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return ref _headers[index];
    }

    private void CloseUntaken() => Forget(0);

    // Messages from one on: what came with them is closed.
    private void Forget(int from)
    {
        for (int i = from; i < Count; i++)
        {
            int* numbers = Numbers(_headers[i].Header, out int count);
            for (int k = 0; k < count; k++)
            {
                if (numbers[k] >= 0)
                {
                    _ = Libc.Close(numbers[k]);
                }
            }
        }

        Count = from;
    }

    private void Release()
    {
        if (_memory is not null)
        {
            CloseUntaken();
            NativeMemory.AlignedFree(_memory);
            _memory = null;
        }
    }
}
