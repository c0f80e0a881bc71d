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

    private readonly string _name;
    private readonly SafeFileHandle? _device;
    private readonly Socket? _socket;

    private TpmConnection(string name, SafeFileHandle? device, Socket? socket)
    {
        _name = name;
        _device = device;
        _socket = socket;
    }

    /// <summary>Opens a device of the kernel.</summary>
    /// <param name="path">Such as <c>/dev/tpmrm0</c>.</param>
    /// <exception cref="TpmDeviceException">It is not there, not allowed, or in use.</exception>
    public static TpmConnection OpenDevice(string path)
    {
        try
        {
            return new TpmConnection(path, Descriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.NonBlocking), null);
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
    }

    /// <summary>Connects to the command socket of a simulator.</summary>
    /// <param name="point">TCP or Unix.</param>
    /// <exception cref="TpmDeviceException">Nobody answers there, or it is not allowed.</exception>
    public static TpmConnection Connect(EndPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        Socket socket = new(point.AddressFamily, SocketType.Stream, point is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (point is IPEndPoint)
            {
                socket.NoDelay = true;
            }

            if (!socket.ConnectAsync(point).Wait(ConnectPatience))
            {
                throw new SocketException((int)SocketError.TimedOut);
            }

            return new TpmConnection($"the simulator at {point}", null, socket);
        }
        catch (Exception failed) when ((failed.InnerException ?? failed) is SocketException refused)
        {
            socket.Dispose();
            Reason reason = refused.SocketErrorCode == SocketError.AccessDenied ? TpmDeviceReasons.Forbidden : TpmDeviceReasons.Missing;
            throw new TpmDeviceException(reason, $"the simulator at {point}: {refused.Message}", refused);
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
            throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_name}: {broken.Message}", broken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _device?.Dispose();
        _socket?.Dispose();
    }

    private byte[] Exchange(SafeFileHandle device, ReadOnlySpan<byte> command, TimeSpan patience, long start)
    {
        using var use = new DescriptorUse(device);
        fixed (byte* bytes = command)
        {
            if (Libc.Write(use.Number, bytes, (nuint)command.Length) != command.Length)
            {
                throw SystemCallException.Last("write", _name);
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
                throw SystemCallException.Last("poll", _name);
            }
        }

        byte[] answer = new byte[MostBytes];
        fixed (byte* bytes = answer)
        {
            nint got = Libc.Read(use.Number, bytes, MostBytes);
            return got >= HeaderBytes ? answer[..(int)got]
                : got < 0 ? throw SystemCallException.Last("read", _name)
                : throw new TpmDeviceException(TpmReasons.Malformed, $"{_name}: an answer of {got} bytes");
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
            : throw new TpmDeviceException(TpmReasons.Malformed, $"{_name}: an answer that states {length} bytes");
    }

    private byte[] Receive(Socket socket, int count, TimeSpan patience, long start)
    {
        byte[] bytes = new byte[count];
        for (int got = 0; got < count;)
        {
            socket.ReceiveTimeout = Left(patience, start);
            int some = socket.Receive(bytes.AsSpan(got));
            got += some > 0 ? some : throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_name}: the simulator hung up");
        }

        return bytes;
    }

    // Never zero, which would mean "for ever" to a socket.
    private int Left(TimeSpan patience, long start)
    {
        double left = patience.TotalMilliseconds - (Environment.TickCount64 - start);
        return left >= 1 ? (int)left : throw new TpmDeviceException(TpmDeviceReasons.NoAnswer, $"{_name}: no answer within {patience.TotalSeconds:0.#} s");
    }
}
