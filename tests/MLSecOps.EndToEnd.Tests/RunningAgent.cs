using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The shipped agent as a process of its own, on folders of its own, with keys made by the shipped command line.</summary>
internal sealed class RunningAgent : IDisposable
{
    private readonly StringBuilder _said = new();
    private readonly string _worker;
    private Process? _process;

    /// <param name="folder">Everything of it lies here.</param>
    /// <param name="more">More lines of agent.toml.</param>
    /// <param name="worker">Another worker than the shipped one.</param>
    public RunningAgent(ScratchFolder folder, string more = "[update]\nsoak = \"0s\"\n", string? worker = null)
    {
        Folder = folder;
        _worker = worker ?? Programs.Worker;
        Must("trust", "init", folder["trust"], "--fleet", "acme");
        Directory.CreateDirectory(folder["state"]);
        WriteConfiguration(more);
        Notify = new NotifySocket(folder["notify"]);
    }

    public ScratchFolder Folder { get; }

    public NotifySocket Notify { get; }

    public string Socket => Folder["run/io.mlsec.Agent"];

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public int ProcessId => _process!.Id;

    public string InstalledModel => Path.Combine(Folder["state/models/fashion-mnist/current"], "model.onnx");

    public void WriteConfiguration(string more) => File.WriteAllText(
        Folder["agent.toml"],
        $"""
        [agent]
        state_dir = "{Folder["state"]}"
        runtime_dir = "{Folder["run"]}"
        [trust]
        file = "{Folder["trust/trust.toml"]}"
        [worker]
        path = "{_worker}"
        {more}
        """);

    /// <summary>Starts it and waits for READY=1.</summary>
    public async Task StartAsync(params (string Name, string Value)[] environment)
    {
        int before = Notify.Received.Count(message => message.Contains("READY=1", StringComparison.Ordinal));
        _process = Launch(Programs.Agent, ["--config", Folder["agent.toml"]], environment);
        await UntilAsync(() => Notify.Received.Count(message => message.Contains("READY=1", StringComparison.Ordinal)) > before);
    }

    /// <summary>Runs a second one on the same configuration to its end.</summary>
    public async Task<ToolRun> SecondAsync() => await ToolRun.Run(Programs.Agent, "--config", Folder["agent.toml"]);

    /// <summary>Asks it to stop, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await ToolRun.Must("kill", "-TERM", ProcessId.ToString(CultureInfo.InvariantCulture));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await _process!.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a power cut would: without a word.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task ReloadAsync() => await ToolRun.Must("kill", "-HUP", ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes and signs a package of the sample model.</summary>
    public string Package(long release)
    {
        string package = Folder[$"fashion-mnist-{release}.mlpkg"];
        Must("model", "pack", Programs.SampleModel, "-o", package, "--name", "fashion-mnist", "--version", $"1.0.{release}", "--release", release.ToString(CultureInfo.InvariantCulture));
        Must("model", "sign", package, "--cert", Folder["trust/keys/publisher.pem"], "--key", Folder["trust/keys/publisher.key"]);
        return package;
    }

    /// <summary>Drops a package as an operator does: complete under another name, then renamed.</summary>
    public void Drop(string package)
    {
        Directory.CreateDirectory(Folder["state/drop"]);
        File.Copy(package, Folder["state/drop/.incoming"], overwrite: true);
        File.Move(Folder["state/drop/.incoming"], Folder["state/drop/" + Path.GetFileName(package)], overwrite: true);
    }

    /// <summary>What <c>mlsec status --json</c> says; null while it does not answer.</summary>
    public JsonElement? Status()
    {
        (_, string output, _) = RunMlsec("status", "--socket", Socket, "--json");
        return output.StartsWith('{') && JsonDocument.Parse(output).RootElement.TryGetProperty("agent", out JsonElement agent) && agent.ValueKind == JsonValueKind.Object ? agent.Clone() : null;
    }

    public bool Runs(long release) => Status() is { } status && status.GetProperty("models").EnumerateArray().Any(model =>
        model.TryGetProperty("release", out JsonElement number) && number.GetInt64() == release
        && model.GetProperty("verdict").GetString() == "trusted" && model.GetProperty("state").GetString() == "confirmed");

    public bool Found(string reason) => Status() is { } status
        && status.GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("reason").GetString() == reason);

    public async Task UntilAsync(Func<bool> reached)
    {
        for (Stopwatch patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (reached())
            {
                return;
            }

            await Task.Delay(20);
        }

        Assert.Fail("not reached; the agent said:\n" + Said);
    }

    public static (int ExitCode, string Output, string Error) RunMlsec(params string[] arguments)
    {
        ProcessStartInfo start = new(Programs.Mlsec, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        Notify.Dispose();
    }

    public static void Must(params string[] arguments)
    {
        (int code, string output, string error) = RunMlsec(arguments);
        Assert.True(code == 0, $"mlsec {string.Join(' ', arguments)}: exit {code}\n{error}{output}");
    }

    private Process Launch(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NOTIFY_SOCKET"] = Notify.Path;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private void Append(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
