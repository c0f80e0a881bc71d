using System.Net;
using System.Net.Sockets;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Linux.Tpm;

/// <summary>A connection to a TPM: one command, one answer. Not safe for several threads at once.</summary>
/// <remarks>The kernel's device takes a command in one write and gives the answer in one read; with O_NONBLOCK the wait in between can end. A simulator's command socket carries the same bytes.</remarks>
public sealed unsafe class TpmConnection : IDisposable
{
    /// <summary>Longest command or answer, in bytes.</summary>
    public const int MostBytes = 4096;

    private const int HeaderBytes = 10;
    private const short PollIn = 1;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly TpmAddress _address;
    private readonly SafeFileHandle? _device;
    private readonly Socket? _socket;

    private TpmConnection(TpmAddress address, SafeFileHandle? device, Socket? socket)
    {
        _address = address;
        _device = device;
        _socket = socket;
    }

    /// <summary>Opens the device, or connects to the simulator.</summary>
    /// <exception cref="TpmDeviceException">It is not there, not allowed, or in use.</exception>
    public static TpmConnection Open(TpmAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            return address.IsSimulator ? new TpmConnection(address, null, Connect(address)) : new TpmConnection(address, Device(address.Path!), null);
        }
        catch (SystemCallException refused)
        {
            Reason reason = refused.ErrorNumber switch
            {
                Errno.NotPermitted or Errno.AccessDenied => TpmDeviceReasons.Forbidden,
                Errno.Busy => TpmDeviceReasons.Busy,
                _ => TpmDeviceReasons.Missing,
            };
            throw new TpmDeviceException(reason, refused.Message, refused);
        }
        catch (SocketException refused)
        {
            Reason reason = refused.SocketErrorCode == SocketError.AccessDenied ? TpmDeviceReasons.Forbidden : TpmDeviceReasons.Missing;
            throw new TpmDeviceException(reason, $"{address}: {refused.Message}", refused);
        }
    }

    /// <summary>Sends a command and waits for the answer.</summary>
    /// <param name="command">At most <see cref="MostBytes"/> bytes.</param>
    /// <param name="patience">How long the answer may take.</param>
    /// <returns>What came back: at least ten bytes, untrusted.</returns>
    /// <exception cref="TpmDeviceException">No answer in time, or the connection broke. The connection must be disposed then: a late answer would be taken for that of another command.</exception>
    public byte[] Exchange(ReadOnlySpan<byte> command, TimeSpan patience)
    {
        if (command.Length > MostBytes)
        {
            throw new ArgumentException($"A command of {command.Length} bytes; a bug.", nameof(command));
        }

        long start = Environment.TickCount64;
        try
        {
            return _device is { } device ? Exchange(device, command, patience, start) : Exchange(_socket!, command, patience, start);
        }
        catch (Exception broken) when (broken is SystemCallException or SocketException)
        {
            throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_address}: {broken.Message}", broken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _device?.Dispose();
        _socket?.Dispose();
    }

    private static SafeFileHandle Device(string path) => Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.NonBlocking);

    private static Socket Connect(TpmAddress address)
    {
        EndPoint point = address.Host is { } host ? new IPEndPoint(IPAddress.Parse(host), address.Port) : new UnixDomainSocketEndPoint(address.Path!);
        Socket socket = new(point.AddressFamily, SocketType.Stream, address.Host is null ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (address.Host is not null)
            {
                socket.NoDelay = true;
            }

            if (!socket.ConnectAsync(point).Wait(ConnectPatience))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            return socket;
        }
        catch (AggregateException failed) when (failed.InnerException is SocketException refused)
        {
            socket.Dispose();
            throw refused;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private byte[] Exchange(SafeFileHandle device, ReadOnlySpan<byte> command, TimeSpan patience, long start)
    {
        using var use = new DescriptorUse(device);
        fixed (byte* bytes = command)
        {
            if (Libc.Write(use.Number, bytes, (nuint)command.Length) != command.Length)
            {
                throw SystemCallException.Last("write", _address.ToString());
            }
        }

        PollDescriptor wait = new() { Descriptor = use.Number, Events = PollIn };
        while (true)
        {
            int ready = Libc.Poll(&wait, 1, Left(patience, start));
            if (ready > 0)
            {
                break;
            }

            if (ready < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw SystemCallException.Last("poll", _address.ToString());
            }
        }

        byte[] answer = new byte[MostBytes];
        fixed (byte* bytes = answer)
        {
            nint got = Libc.Read(use.Number, bytes, MostBytes);
            return got >= HeaderBytes ? answer[..(int)got]
                : got < 0 ? throw SystemCallException.Last("read", _address.ToString())
                : throw new TpmDeviceException(TpmDeviceReasons.AnswerMalformed, $"{_address}: an answer of {got} bytes");
        }
    }

    private byte[] Exchange(Socket socket, ReadOnlySpan<byte> command, TimeSpan patience, long start)
    {
        socket.SendTimeout = Left(patience, start);
        for (int sent = 0; sent < command.Length;)
        {
            sent += socket.Send(command[sent..]);
        }

        byte[] header = Receive(socket, HeaderBytes, patience, start);
        uint length = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2));
        return length is >= HeaderBytes and <= MostBytes
            ? [.. header, .. Receive(socket, (int)length - HeaderBytes, patience, start)]
            : throw new TpmDeviceException(TpmDeviceReasons.AnswerMalformed, $"{_address}: an answer that states {length} bytes");
    }

    private byte[] Receive(Socket socket, int count, TimeSpan patience, long start)
    {
        byte[] bytes = new byte[count];
        for (int got = 0; got < count;)
        {
            socket.ReceiveTimeout = Left(patience, start);
            int some = socket.Receive(bytes.AsSpan(got));
            got += some > 0 ? some : throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_address}: the simulator hung up");
        }

        return bytes;
    }

    // Never zero, which would mean "for ever" to a socket.
    private int Left(TimeSpan patience, long start)
    {
        double left = patience.TotalMilliseconds - (Environment.TickCount64 - start);
        return left >= 1 ? (int)left : throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_address}: no answer within {patience.TotalSeconds:0.#} s");
    }
}
