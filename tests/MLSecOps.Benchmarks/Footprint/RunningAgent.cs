using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace MLSecOps.Benchmarks.Footprint;

/// <summary>An agent in folders of its own, started as systemd starts it (with a notify socket), ended by its process id.</summary>
internal sealed class RunningAgent : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly string folder;
    private readonly Process process;
    private readonly Task<string> said;

    /// <summary>Starts one and waits for READY=1.</summary>
    /// <param name="folder">Its own.</param>
    /// <param name="trustFile">trust.toml.</param>
    /// <param name="more">More tables of agent.toml.</param>
    /// <param name="update">More lines of its table [update].</param>
    public RunningAgent(string folder, string trustFile, string more = "", string update = "")
    {
        this.folder = folder;
        foreach (string name in (string[])["state", "run", "drop"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string configuration = Path.Combine(folder, "agent.toml");
        File.WriteAllText(configuration, $"""
            [agent]
            state_dir = "{folder}/state"
            runtime_dir = "{folder}/run"
            drop_dir = "{folder}/drop"
            [trust]
            file = "{trustFile}"
            [update]
            soak = "0s"
            {update}
            [worker]
            path = "{Programs.Worker}"
            {more}
            """);
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        string notify = Path.Combine(folder, "notify");
        File.Delete(notify);
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        socket.Bind(new UnixDomainSocketEndPoint(notify));
        ProcessStartInfo start = new(Programs.Agent, ["--config", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["NOTIFY_SOCKET"] = notify;

        long began = Stopwatch.GetTimestamp();
        process = Process.Start(start)!;
        said = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        byte[] datagram = new byte[4096];
        string text;
        do
        {
            text = Encoding.UTF8.GetString(datagram, 0, socket.Receive(datagram));
        }
        while (!text.Split('\n').Contains("READY=1"));
        ReadyMilliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public double ReadyMilliseconds { get; }

    public int Id => process.Id;

    public string StatusJson() => Programs.Ask(Programs.Cli, "status", "--socket", Path.Combine(folder, "run/io.mlsec.Agent"), "--json");

    /// <summary>Gives it a package and waits until that is confirmed.</summary>
    public async Task InstallAsync(string package, int confirmedAfterwards)
    {
        string incoming = Path.Combine(folder, "drop/.incoming");
        File.Copy(package, incoming);
        File.Move(incoming, Path.Combine(folder, "drop", Path.GetFileName(package)));
        long began = Stopwatch.GetTimestamp();
        while (StatusJson().Split("\"confirmed\"").Length - 1 < confirmedAfterwards)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"the agent did not confirm {package}: {StatusJson()}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>A row of <c>/proc/PID/smaps_rollup</c>, in MB (1e6 bytes).</summary>
    public double Memory(string row) =>
        long.Parse(File.ReadLines($"/proc/{Id}/smaps_rollup").Single(line => line.StartsWith(row + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;

    /// <summary>Time on a processor so far, of all threads there ever were, in nanoseconds: the process's own clock, finer than the ticks of <c>/proc/PID/stat</c>.</summary>
    /// <remarks>clock_getcpuclockid(3): the clock of process n is number ~n &lt;&lt; 3 | 2. Threads that ended are missing in their schedstat, and not here.</remarks>
    public long ProcessorNanoseconds() => long.Parse(Programs.Run("/usr/bin/python3", "-c", $"import time; print(time.clock_gettime_ns(~{Id} << 3 | 2))"));

    public void Dispose()
    {
        Programs.Run("kill", process.Id.ToString());
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
        }

        if (process.ExitCode != 0)
        {
            Console.Error.WriteLine($"the agent ended with {process.ExitCode}: {said.Result}");
        }

        process.Dispose();
    }
}
