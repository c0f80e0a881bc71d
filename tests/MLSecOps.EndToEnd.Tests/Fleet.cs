using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The shipped hub with keys of its own, an operator, and as many devices as a test enrols. Everything on loopback, on ports that the system chooses.</summary>
internal sealed partial class Fleet : IAsyncDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, RunningProcess> _agents = [];
    private RunningProcess? _hub;

    public Fleet(string name = "acme")
    {
        Name = name;
        Mlsec("trust", "init", _folder["trust"], "--fleet", name);
    }

    public string Name { get; }

    public string HubUrl { get; private set; } = string.Empty;

    public string PageUrl { get; private set; } = string.Empty;

    /// <summary>Where devices are told that the broker is.</summary>
    public int MqttPort { get; private set; }

    /// <summary>Where it listens.</summary>
    public int BrokerPort { get; private set; }

    public string this[string path] => _folder[path];

    public string Said => _hub?.Said + string.Concat(_agents.Values.Select(agent => agent.Said));

    public RunningProcess Hub => _hub!;

    /// <summary>Starts the hub and waits until it listens.</summary>
    /// <param name="brokerPort">Port of a broker elsewhere; null for the embedded one.</param>
    /// <param name="more">More lines of hub.toml.</param>
    /// <param name="devicesPort">Port by which devices reach the broker; null for the broker's own.</param>
    public async Task StartHubAsync(int? brokerPort = null, string more = "", int? devicesPort = null)
    {
        string mqtt = brokerPort is null ? "listen = \"127.0.0.1:0\"" : $"broker = \"external\"\naddress = \"localhost:{brokerPort}\"";
        File.WriteAllText(
            _folder["hub.toml"],
            $"""
            [hub]
            state_dir = "{_folder["hub-state"]}"
            identity_dir = "{_folder["trust/hub"]}"
            trust = "{_folder["trust/trust.toml"]}"
            [https]
            listen = "127.0.0.1:0"
            [mqtt]
            {mqtt}
            [page]
            listen = "127.0.0.1:0"
            {more}
            """);
        _hub = new RunningProcess(Programs.Hub, "--config", _folder["hub.toml"]);
        await UntilAsync(() => Listening().IsMatch(_hub.Said));
        Match where = Listening().Match(_hub.Said);
        PageUrl = where.Groups[1].Value;
        HubUrl = $"https://localhost:{where.Groups[2].Value}";
        BrokerPort = brokerPort ?? int.Parse(where.Groups[3].Value, CultureInfo.InvariantCulture);
        MqttPort = devicesPort ?? BrokerPort;
    }

    /// <summary>Asks the hub as operator.</summary>
    public JsonElement Ask(params string[] arguments)
    {
        (int _, string output, string error) = RunningAgent.RunMlsec([.. arguments, "--operator", _folder["trust/operator.toml"], "--hub", HubUrl, "--json"]);
        Assert.True(output.StartsWith('{'), $"mlsec {string.Join(' ', arguments)} said: {output}{error}");
        return JsonDocument.Parse(output).RootElement.Clone();
    }

    /// <summary>Asks for a token, puts it into a file and gives the UEID.</summary>
    public string Token(string file)
    {
        JsonElement token = Ask("device", "token", "-o", _folder[file]);
        return token.GetProperty("ueid").GetString()!;
    }

    /// <summary>Writes the configuration of a device.</summary>
    public string Configure(string device, string more = "", string? url = null, string? trust = null, string? worker = null)
    {
        Directory.CreateDirectory(_folder[$"{device}/state"]);
        File.WriteAllText(
            _folder[$"{device}/agent.toml"],
            $"""
            [agent]
            state_dir = "{_folder[$"{device}/state"]}"
            runtime_dir = "{_folder[$"{device}/run"]}"
            [trust]
            file = "{trust ?? _folder["trust/trust.toml"]}"
            [worker]
            path = "{worker ?? Programs.Worker}"
            [update]
            soak = "0s"
            [hub]
            url = "{url ?? HubUrl}"
            mqtt = "localhost:{MqttPort}"
            token_file = "{_folder[$"{device}/token"]}"
            {more}
            """);
        return _folder[$"{device}/agent.toml"];
    }

    /// <summary>Starts the agent of a configured device.</summary>
    public RunningProcess StartAgent(string device)
    {
        RunningProcess agent = new(Programs.Agent, "--config", _folder[$"{device}/agent.toml"]);
        _agents[device] = agent;
        return agent;
    }

    /// <summary>Starts the agent of a device again, after its end.</summary>
    public void RestartAgent(string device)
    {
        _agents.Remove(device);
        StartAgent(device);
    }

    /// <summary>Ends the agent of a device without a word.</summary>
    public void StopAgent(string device) => _agents[device].Dispose();

    /// <summary>What the agent of a device said so far.</summary>
    public string AgentSaid(string device) => _agents[device].Said;

    /// <summary>Ends the hub as a power cut would.</summary>
    public void KillHub()
    {
        _hub!.Dispose();
        _hub = null;
    }

    /// <summary>The identity of a device, as mosquitto's tools want it.</summary>
    public string[] IdentityOf(string device)
    {
        string identity = File.ReadAllText(_folder[$"{device}/state/identity/device.pem"]);
        int certificates = identity.IndexOf("-----BEGIN CERTIFICATE", StringComparison.Ordinal);
        File.WriteAllText(_folder[$"{device}/tool.key"], identity[..certificates]);
        File.WriteAllText(_folder[$"{device}/tool.pem"], identity[certificates..]);
        return ["--cert", _folder[$"{device}/tool.pem"], "--key", _folder[$"{device}/tool.key"]];
    }

    /// <summary>Reason codes of a device's story at the hub, newest first, without those of what is over.</summary>
    public IReadOnlyList<string> Story(string ueid) => Ask("device", "show", ueid) is { } answer && answer.TryGetProperty("changes", out JsonElement changes)
        ? [.. changes.EnumerateArray()
            .Where(change => !change.GetProperty("what").GetString()!.StartsWith("over:", StringComparison.Ordinal))
            .Select(change => change.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null).OfType<string>()]
        : [];

    /// <summary>Enrols a device, starts its agent and waits until the hub hears it.</summary>
    public async Task<string> DeviceAsync(string name, string more = "", string? worker = null)
    {
        Directory.CreateDirectory(_folder[name]);
        string ueid = Token($"{name}/token");
        Configure(name, more, worker: worker);
        StartAgent(name);
        await UntilAsync(() => Device(ueid) is { } device && device.GetProperty("freshness").GetString() == "fresh");
        return ueid;
    }

    /// <summary>A device as the hub sees it.</summary>
    public JsonElement? Device(string ueid)
    {
        JsonElement answer = Ask("device", "show", ueid);
        return answer.TryGetProperty("device", out JsonElement device) && device.ValueKind == JsonValueKind.Object ? device : null;
    }

    public bool Runs(string ueid, long release) => Device(ueid) is { } device
        && device.GetProperty("verdict").GetString() == "trusted"
        && device.GetProperty("models").EnumerateArray().Any(model => model.TryGetProperty("release", out JsonElement number) && number.GetInt64() == release);

    /// <summary>Open findings of a device at the hub, by reason code.</summary>
    public IReadOnlyList<string> Findings(string ueid) => Ask("device", "show", ueid) is { } answer && answer.TryGetProperty("findings", out JsonElement findings)
        ? [.. findings.EnumerateArray().Select(finding => finding.GetProperty("reason").GetString()!)]
        : [];

    /// <summary>Packs, signs and pushes the sample model, or one of another folder.</summary>
    public string Push(long release, string? model = null)
    {
        string package = Package(release, model);
        Assert.True(Ask("model", "push", package).GetProperty("ok").GetBoolean());
        return package;
    }

    /// <summary>Packs and signs the sample model.</summary>
    public string Package(long release, string? model = null)
    {
        string package = _folder[$"fashion-mnist-{release}.mlpkg"];
        Mlsec("model", "pack", model ?? Programs.SampleModel, "-o", package, "--name", "fashion-mnist", "--version", $"1.0.{release}", "--release", release.ToString(CultureInfo.InvariantCulture));
        Mlsec("model", "sign", package, "--cert", _folder["trust/keys/publisher.pem"], "--key", _folder["trust/keys/publisher.key"]);
        return package;
    }

    /// <summary>Flips one bit of the model installed on a device.</summary>
    public void Tamper(string device)
    {
        string file = InstalledModel(device);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = 50_000;
        int value = stream.ReadByte();
        stream.Position = 50_000;
        stream.WriteByte((byte)(value ^ 1));
    }

    public string InstalledModel(string device) => Path.Combine(_folder[$"{device}/state/models/fashion-mnist/current"], "model.onnx");

    public async Task UntilAsync(Func<bool> reached, TimeSpan? most = null)
    {
        for (Stopwatch patience = Stopwatch.StartNew(); patience.Elapsed < (most ?? TimeSpan.FromSeconds(40));)
        {
            if (reached())
            {
                return;
            }

            Assert.False(_hub is { Ended: true }, "the hub ended:\n" + _hub?.Said);
            await Task.Delay(20);
        }

        Assert.Fail("not reached; hub and agents said:\n" + Said);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProcess agent in _agents.Values)
        {
            agent.Dispose();
        }

        _hub?.Dispose();
        _folder.Dispose();
        await Task.CompletedTask;
    }

    private static void Mlsec(params string[] arguments)
    {
        (int code, string output, string error) = RunningAgent.RunMlsec(arguments);
        Assert.True(code == 0, $"mlsec {string.Join(' ', arguments)}: exit {code}\n{error}{output}");
    }

    [GeneratedRegex(@"page on (http://[^,]*)/, HTTPS on port (\d+), MQTT (?:on port (\d+)|by)")]
    private static partial Regex Listening();
}
