using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MLSecOps.Linux.Systemd;

/// <summary>Tells the service manager how the service is (sd_notify(3)): ready, status, watchdog, reloading, stopping.</summary>
/// <remarks>Without a manager every message is dropped; a manager that cannot be reached never stops the service. Safe to call from several threads.</remarks>
public sealed class ServiceNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _manager;
    private readonly TimeProvider _time;

    private ServiceNotifier(Socket? socket, UnixDomainSocketEndPoint? manager, TimeSpan? watchdogPeriod, TimeProvider time)
    {
        _socket = socket;
        _manager = manager;
        WatchdogPeriod = watchdogPeriod;
        _time = time;
    }

    /// <summary>True when a service manager listens to the messages.</summary>
    public bool IsListenedTo => _socket is not null;

    /// <summary>The longest silence that the manager accepts; send <see cref="KeepAlive"/> at least twice as often. Null without a watchdog.</summary>
    public TimeSpan? WatchdogPeriod { get; }

    /// <summary>Reads the three variables that systemd gives a service; each may be null.</summary>
    /// <param name="notifySocket">NOTIFY_SOCKET: a path, or <c>@name</c> in the abstract name space; anything else counts as absent.</param>
    /// <param name="watchdogMicroseconds">WATCHDOG_USEC.</param>
    /// <param name="watchdogProcess">WATCHDOG_PID: when present it must be <paramref name="processId"/>.</param>
    /// <param name="processId">This process.</param>
    /// <param name="time">Its timestamp must be CLOCK_MONOTONIC, as the system's is on Linux.</param>
    public static ServiceNotifier Create(string? notifySocket, string? watchdogMicroseconds, string? watchdogProcess, int processId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        TimeSpan? watchdog = ReadWatchdog(watchdogMicroseconds, watchdogProcess, processId);
        if (notifySocket is not { Length: > 1 and <= 107 } || notifySocket[0] is not ('/' or '@'))
        {
            return new ServiceNotifier(null, null, watchdog, time);
        }

        string address = notifySocket[0] == '@' ? "\0" + notifySocket[1..] : notifySocket;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        return new ServiceNotifier(socket, new UnixDomainSocketEndPoint(address), watchdog, time);
    }

    /// <summary>READY=1: state is loaded, sockets listen. Also ends a reload.</summary>
    /// <returns>False when nobody was told.</returns>
    public bool Ready(string? status = null) => Send("READY=1\n" + StatusLine(status));

    /// <summary>STATUS=: one line for <c>systemctl status</c>.</summary>
    /// <returns>False when nobody was told.</returns>
    public bool Status(string status) => Send(StatusLine(status));

    /// <summary>WATCHDOG=1: the service is alive.</summary>
    /// <returns>False when nobody was told.</returns>
    public bool KeepAlive() => Send("WATCHDOG=1\n");

    /// <summary>RELOADING=1 with the monotonic time, as Type=notify-reload asks; <see cref="Ready"/> ends it.</summary>
    /// <returns>False when nobody was told.</returns>
    public bool Reloading(string? status = null)
    {
        long microseconds = (long)((Int128)_time.GetTimestamp() * 1_000_000 / _time.TimestampFrequency);
        return Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={microseconds}\n") + StatusLine(status));
    }

    /// <summary>STOPPING=1: the service is on its way out.</summary>
    /// <returns>False when nobody was told.</returns>
    public bool Stopping(string? status = null) => Send("STOPPING=1\n" + StatusLine(status));

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static string StatusLine(string? status) =>
        status is null ? string.Empty : "STATUS=" + status.ReplaceLineEndings(" ") + "\n";

    private static TimeSpan? ReadWatchdog(string? microseconds, string? process, int processId)
    {
        bool forUs = process is null || (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid == processId);
        return forUs && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long period) && period is > 0 and < long.MaxValue / 10
            ? TimeSpan.FromMicroseconds(period)
            : null;
    }

    private bool Send(string message)
    {
        if (_socket is null)
        {
            return false;
        }

        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(message), _manager!);
            return true;
        }
        catch (SocketException)
        {
            // The manager went away or its queue is full: the service goes on.
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }
}
