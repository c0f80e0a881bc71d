namespace MLSecOps.Benchmarks.Footprint;

/// <summary>What a running agent takes.</summary>
internal static class AgentFigures
{
    private const int Starts = 15;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, SamplePackages packages)
    {
        // In folders of its own each: what is started here first has no state yet, later starts have.
        string place = Path.Combine(folder, "agent");
        using (RunningAgent first = new(Directory.CreateDirectory(place).FullName, packages.TrustFile))
        {
            for (int index = 0; index < packages.Files.Count; index++)
            {
                await first.InstallAsync(packages.Files[index], index + 1);
            }
        }

        List<double> ready = [];
        for (int start = 0; start < Starts; start++)
        {
            using RunningAgent agent = new(place, packages.TrustFile);
            ready.Add(agent.ReadyMilliseconds);
        }

        using RunningAgent idle = new(place, packages.TrustFile);
        await Task.Delay(Settle);
        long before = idle.ProcessorNanoseconds();
        await Task.Delay(Idle);
        double share = (idle.ProcessorNanoseconds() - before) / 1e9 / Idle.TotalSeconds * 100;
        string conditions = $"{packages.Files.Count} models on disk, none handed out, after start and re-verification; no hub connection yet";
        return
        [
            new Figure("agent resident, idle", idle.Memory("Rss"), "MB", 20, Peer: "Greengrass lite 15.8 MB PSS on a Pi 4", Note: conditions),
            new Figure("agent anonymous memory, idle", idle.Memory("Anonymous"), "MB", 9, Note: conditions),
            new Figure("process start to READY=1", Median.Of(ready), "ms", 30, Peer: "measured floor 19 ms; Greengrass lite 1.7 s on a Pi 4", Note: $"median of {Starts}, fastest {ready.Min():F1}, slowest {ready.Max():F1}; 4 models on disk"),
            new Figure("idle CPU of one core", share, "%", 0.2, Peer: "Wazuh users complain of 100 % twice a day", Note: $"over {Idle.TotalSeconds:F0} s, from the process's clock"),
        ];
    }
}
