using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLSecOps.EndToEnd.Tests;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>The published hub with the keys of a throw-away fleet, on loopback, with its own broker or with Debian's Mosquitto as it is to be configured.</summary>
internal sealed partial class BenchHub : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly string _trust;
    private RunningProcess? _hub;

    /// <param name="folder">Gets the hub's state.</param>
    /// <param name="trust">What <c>mlsec trust init</c> made.</param>
    public BenchHub(string folder, string trust)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _trust = trust;
    }

    public string Url { get; private set; } = string.Empty;

    public int MqttPort { get; private set; }

    public string OperatorFile => Path.Combine(_trust, "operator.toml");

    /// <summary>Starts it.</summary>
    /// <param name="mosquitto">Port of a broker of its own; null for the hub's.</param>
    public void Start(int? mosquitto = null)
    {
        string mqtt = mosquitto is null ? "listen = \"127.0.0.1:0\"" : $"broker = \"external\"\naddress = \"localhost:{mosquitto}\"";
        string configuration = Path.Combine(_folder, "hub.toml");
        File.WriteAllText(configuration, $"""
            [hub]
            state_dir = "{_folder}/state"
            identity_dir = "{_trust}/hub"
            trust = "{_trust}/trust.toml"
            [https]
            listen = "127.0.0.1:0"
            [mqtt]
            {mqtt}
            [page]
            listen = "127.0.0.1:0"
            """);
        _hub = new RunningProcess(Path.Combine(Programs.Here, "mlsec-hub"), "--config", configuration);
        Match listening = Wait(_hub, Listening());
        Url = $"https://localhost:{listening.Groups[1].Value}";
        MqttPort = mosquitto ?? int.Parse(listening.Groups[2].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>Mosquitto with the configuration that ships, paths and port aside.</summary>
    public (RunningProcess Process, int Port) StartMosquitto()
    {
        string place = Directory.CreateDirectory(Path.Combine(_folder, "mosquitto")).FullName, shipped = Path.Combine(Report.Root, "packaging/broker");
        using Socket free = new(SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)free.LocalEndPoint!).Port;
        free.Close();
        // Agents send their authority's certificate along; the bench's client library sends its own alone.
        string[] authorities = ["anchors/hub.pem", "anchors/operator.pem", "hub/device-ca.pem"];
        File.WriteAllText(Path.Combine(place, "ca.pem"), string.Concat(authorities.Select(name => File.ReadAllText(Path.Combine(_trust, name)))));
        File.Copy(Path.Combine(_trust, "hub/tls.pem"), Path.Combine(place, "server.pem"));
        File.Copy(Path.Combine(_trust, "hub/tls.key"), Path.Combine(place, "server.key"));
        File.WriteAllText(Path.Combine(place, "acl"), File.ReadAllText(Path.Combine(shipped, "acl")).Replace("user operator 1", "user bench operator 1", StringComparison.Ordinal));
        string configuration = File.ReadAllText(Path.Combine(shipped, "mosquitto.conf"))
            .Replace("/etc/mosquitto/mlsec/", place + "/", StringComparison.Ordinal)
            .Replace("/var/lib/mosquitto/", place + "/", StringComparison.Ordinal)
            .Replace("listener 8883", $"listener {port} 127.0.0.1", StringComparison.Ordinal);
        // Started by root it would take a user of its own, who may not read this folder.
        File.WriteAllText(Path.Combine(place, "mosquitto.conf"), $"user root\n{configuration}");
        RunningProcess process = new("/usr/sbin/mosquitto", "-c", Path.Combine(place, "mosquitto.conf"));
        Wait(process, Running());
        return (process, port);
    }

    /// <summary>Makes an enrolment token.</summary>
    /// <returns>The device that it is for.</returns>
    public string Token(string file) => Operate("device", "token", "-o", file).GetProperty("ueid").GetString()!;

    /// <summary>Asks the hub as operator.</summary>
    public JsonElement Operate(params string[] arguments) =>
        JsonDocument.Parse(Programs.Ask(Programs.Cli, [.. arguments, "--operator", OperatorFile, "--hub", Url, "--json"])).RootElement;

    public void Dispose() => _hub?.Dispose();

    private static Match Wait(RunningProcess process, Regex line)
    {
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end && !process.Ended; Thread.Sleep(20))
        {
            if (line.Match(process.Said) is { Success: true } match)
            {
                return match;
            }
        }

        throw new InvalidOperationException($"not ready: {process.Said}");
    }

    [GeneratedRegex(@"HTTPS on port (\d+), MQTT (?:on port (\d+)|by)")]
    private static partial Regex Listening();

    [GeneratedRegex("mosquitto version .* running")]
    private static partial Regex Running();
}
