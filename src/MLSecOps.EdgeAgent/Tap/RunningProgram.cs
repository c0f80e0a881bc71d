using MLSecOps.Formats.Eat;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Which program a process runs, as far as the kernel shows it to the agent. Text from outside.</summary>
/// <param name="Path">Path of its executable (<c>/proc/PID/exe</c>), cut; empty when it is hidden, as programs of other users are from an agent without capabilities.</param>
/// <param name="Unit">Its control group (<c>/proc/PID/cgroup</c>), which is never hidden and which the process cannot leave by itself: the service, container or session; null when it cannot be stated.</param>
internal sealed record RunningProgram(string Path, string? Unit)
{
    private const int Shown = 200;

    /// <summary>Nothing is known.</summary>
    public static RunningProgram Unknown { get; } = new("", null);

    /// <summary>How people know it: its path, else its unit; empty when neither is known.</summary>
    public string Name => Path.Length > 0 ? Path : Unit ?? "";

    /// <summary>Looks. What was read by a number that another process has now does not count.</summary>
    public static RunningProgram Of(PeerCredentials process)
    {
        RunningProgram found = new(Tail(Read(() => new FileInfo($"/proc/{process.ProcessId}/exe").LinkTarget) ?? ""), UnitIn(Read(() => File.ReadAllText($"/proc/{process.ProcessId}/cgroup"))));
        return process.IsStillThere() ? found : Unknown;
    }

    /// <summary>The group in the text of <c>/proc/PID/cgroup</c>: of the unified hierarchy, else of systemd's own (cgroups(7)). The root group is everybody's and says nothing.</summary>
    internal static string? UnitIn(string? groups)
    {
        string[] lines = groups?.Split('\n') ?? [];
        string? path = (lines.FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal)) ?? lines.FirstOrDefault(line => line.Contains(":name=systemd:", StringComparison.Ordinal)))?.Split(':', 3)[2];
        return path is not null and not "/" && HandedOut.IsUnit(path) ? path : null;
    }

    private static string Tail(string path) => path.Length <= Shown ? path : path[^Shown..];

    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
