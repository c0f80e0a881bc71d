using System.Globalization;
using System.Net.Sockets;
using System.Text;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Systemd;

public sealed class ServiceNotifierTests
{
    [Fact]
    public void Messages_arrive_as_the_protocol_asks()
    {
        using var folder = new ScratchFolder();
        using Socket manager = Bind(folder["notify"]);
        using ServiceNotifier notifier = ServiceNotifier.Create(folder["notify"], null, null, 1, TimeProvider.System);
        Assert.True(notifier.IsListenedTo);
        Assert.True(notifier.Ready("watching 4 models"));
        Assert.True(notifier.Status("two\nlines"));
        Assert.True(notifier.KeepAlive());
        Assert.True(notifier.Stopping());
        Assert.Equal("READY=1\nSTATUS=watching 4 models\n", Receive(manager));
        Assert.Equal("STATUS=two lines\n", Receive(manager));
        Assert.Equal("WATCHDOG=1\n", Receive(manager));
        Assert.Equal("STOPPING=1\n", Receive(manager));
    }

    [Fact]
    public void Reloading_carries_the_monotonic_time_of_the_system()
    {
        using var folder = new ScratchFolder();
        using Socket manager = Bind(folder["notify"]);
        using ServiceNotifier notifier = ServiceNotifier.Create(folder["notify"], null, null, 1, TimeProvider.System);
        Assert.True(notifier.Reloading());
        string[] lines = Receive(manager).Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        // /proc/uptime counts CLOCK_BOOTTIME, which is never behind CLOCK_MONOTONIC and equal on a machine that never slept.
        double uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.InRange(long.Parse(lines[1]["MONOTONIC_USEC=".Length..]), 1, (long)((uptime + 1) * 1e6));
    }

    [Fact]
    public void The_abstract_name_space_works()
    {
        string name = "mlsec-test-" + Guid.NewGuid().ToString("N");
        using Socket manager = Bind("\0" + name);
        using ServiceNotifier notifier = ServiceNotifier.Create("@" + name, null, null, 1, TimeProvider.System);
        Assert.True(notifier.Ready());
        Assert.Equal("READY=1\n", Receive(manager));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("relative/path")]
    [InlineData("vsock:2:1234")]
    public void Without_a_usable_socket_nothing_is_sent(string? socket)
    {
        using ServiceNotifier notifier = ServiceNotifier.Create(socket, null, null, 1, TimeProvider.System);
        Assert.False(notifier.IsListenedTo);
        Assert.False(notifier.Ready());
    }

    [Fact]
    public void A_manager_that_is_gone_does_not_stop_the_service()
    {
        using var folder = new ScratchFolder();
        using ServiceNotifier notifier = ServiceNotifier.Create(folder["nobody"], null, null, 1, TimeProvider.System);
        Assert.False(notifier.Ready());
        notifier.Dispose();
        Assert.False(notifier.Stopping());
    }

    [Theory]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "42", 30.0)]
    [InlineData("30000000", "43", null)]
    [InlineData("30000000", "x", null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("99999999999999999999", null, null)]
    [InlineData("9223372036854775807", null, null)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void The_watchdog_is_ours_or_none(string? period, string? process, double? seconds)
    {
        using ServiceNotifier notifier = ServiceNotifier.Create(null, period, process, 42, TimeProvider.System);
        Assert.Equal(seconds, notifier.WatchdogPeriod?.TotalSeconds);
    }

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 5000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
