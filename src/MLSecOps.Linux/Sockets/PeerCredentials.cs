using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Sockets;

/// <summary>Who is at the other end of a Unix stream or seqpacket socket, as the kernel recorded it at connect (SO_PEERCRED).</summary>
/// <param name="ProcessId">0 when the peer lives in a process name space that is not visible here.</param>
/// <param name="UserId">Effective user at connect.</param>
/// <param name="GroupId">Effective group at connect.</param>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId)
{
    /// <summary>What the kernel shows for a user that has no number in this user name space (/proc/sys/kernel/overflowuid).</summary>
    public const uint OverflowId = 65534;

    /// <summary>Effective user of this process.</summary>
    public static uint OwnUserId => Native.Libc.GetEffectiveUser();

    private const int SocketLevel = 1;
    private const int PeerCredentialsOption = 17;

    /// <summary>When the process started, in clock ticks since the machine did (/proc/PID/stat, field 22): with <see cref="ProcessId"/> it names one process for ever, since numbers are given again. Null when it was not asked, the process is not visible here, or it has ended.</summary>
    public ulong? StartTime { get; init; }

    /// <summary>True when the peer's user could not be told: such a caller is nobody in particular and is refused.</summary>
    public bool IsUnknownUser => UserId == OverflowId;

    /// <summary>The same peer with <see cref="StartTime"/>, as far as it can be told.</summary>
    /// <param name="socket">The socket that these credentials are of.</param>
    public PeerCredentials WithStartTime(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return this with { StartTime = PeerProcess.StartTimeOf(socket, ProcessId) };
    }

    /// <summary>Whether the process that has <see cref="ProcessId"/> now is still the one that connected: what was read of it by its number before this call was read of it. False where <see cref="StartTime"/> is not known.</summary>
    public bool IsStillThere() => StartTime is { } started && PeerProcess.Read(ProcessId) == started;

    /// <summary>Asks the kernel.</summary>
    /// <exception cref="SocketException">The socket is not a connected Unix socket.</exception>
    public static PeerCredentials Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Span<byte> raw = stackalloc byte[12];
        int length = socket.GetRawSocketOption(SocketLevel, PeerCredentialsOption, raw);
        return length == raw.Length
            ? new PeerCredentials(MemoryMarshal.Read<int>(raw), MemoryMarshal.Read<uint>(raw[4..]), MemoryMarshal.Read<uint>(raw[8..]))
            : throw new SocketException((int)SocketError.InvalidArgument);
    }
}
