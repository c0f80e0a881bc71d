using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>When the process at the other end of a Unix socket started.</summary>
/// <remarks>
/// /proc is read by number, and a number may have been given to another process since the connect. Where the kernel gives a
/// descriptor of the peer itself (SO_PEERPIDFD, Linux 6.5), a process that is still there after the reading is the one that was
/// read. On older kernels the reading alone counts: ask soon after the connect.
/// </remarks>
internal static unsafe class PeerProcess
{
    private const int SocketLevel = 1;
    private const int PeerDescriptorOption = 77;
    private const short Readable = 1;

    // proc_pid_stat(5): fields 1 and 2 are the number and the name in parentheses, which may hold anything; the start is field 22.
    private const int StartField = 22 - 3;

    internal static ulong? StartTimeOf(Socket socket, int process)
    {
        if (process <= 0)
        {
            return null;
        }

        using SafeFileHandle? itself = Descriptor(socket);
        ulong? started = Read(process);
        return itself is null || IsAlive(itself) ? started : null;
    }

    internal static ulong? Read(int process)
    {
        try
        {
            string line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > StartField && ulong.TryParse(fields[StartField], NumberStyles.None, CultureInfo.InvariantCulture, out ulong started) ? started : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static SafeFileHandle? Descriptor(Socket socket)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        try
        {
            return socket.GetRawSocketOption(SocketLevel, PeerDescriptorOption, number) == sizeof(int)
                ? new SafeFileHandle(MemoryMarshal.Read<int>(number), ownsHandle: true)
                : null;
        }
        catch (SocketException)
        {
            // An older kernel, or a peer that has ended before it was asked for (which the reading then shows, or nothing does).
            return null;
        }
    }

    // pidfd_open(2): readable once the process has ended.
    private static bool IsAlive(SafeFileHandle process)
    {
        using var use = new DescriptorUse(process);
        var wait = new PollDescriptor { Descriptor = use.Number, Events = Readable };
        return Libc.Poll(&wait, 1, 0) == 0;
    }
}
