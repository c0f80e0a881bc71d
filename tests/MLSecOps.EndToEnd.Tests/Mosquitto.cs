using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>Debian's Mosquitto with the configuration and the access list that ship, paths and port aside.</summary>
internal sealed partial class Mosquitto : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly ScratchFolder _folder = new();
    private RunningProcess _process;

    public Mosquitto(Fleet fleet)
    {
        Port = FreePort();
        File.WriteAllText(_folder["ca.pem"], File.ReadAllText(fleet["trust/anchors/hub.pem"]) + File.ReadAllText(fleet["trust/anchors/operator.pem"]));
        File.Copy(fleet["trust/hub/tls.pem"], _folder["server.pem"]);
        File.Copy(fleet["trust/hub/tls.key"], _folder["server.key"]);
        string acl = File.ReadAllText(Path.Combine(Programs.Root, "packaging/broker/acl"));
        File.WriteAllText(_folder["acl"], acl.Replace("user operator 1", $"user {fleet.Name} operator 1", StringComparison.Ordinal));
        string configuration = File.ReadAllText(Path.Combine(Programs.Root, "packaging/broker/mosquitto.conf"))
            .Replace("/etc/mosquitto/mlsec/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("/var/lib/mosquitto/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("listener 8883", $"listener {Port} 127.0.0.1", StringComparison.Ordinal);
        // Started by root it would take its own user, who may not read the test's folder.
        File.WriteAllText(_folder["mosquitto.conf"], $"user root\n{configuration}");
        _process = new RunningProcess(Program, "-c", _folder["mosquitto.conf"]);
    }

    /// <summary>Ends it as a power cut would; <see cref="Again"/> starts it on the same port.</summary>
    public void Kill() => _process.Dispose();

    public void Again() => _process = new RunningProcess(Program, "-c", _folder["mosquitto.conf"]);

    public int Port { get; }

    public string Said => _process.Said;

    /// <summary>Waits until it listens.</summary>
    public async Task StartAsync(Fleet fleet) => await fleet.UntilAsync(() =>
    {
        Assert.False(_process.Ended, "mosquitto ended:\n" + Said);
        return Running().IsMatch(Said);
    });

    public void Dispose()
    {
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [GeneratedRegex("mosquitto version .* running")]
    private static partial Regex Running();
}
