using System.Globalization;

namespace MLSecOps.Linux.Processes;

/// <summary>How a process or thread is confined according to the kernel (/proc/PID/status): no claim of the process itself.</summary>
/// <param name="NoNewPrivileges">PR_SET_NO_NEW_PRIVS is set.</param>
/// <param name="Filters">System-call filters, or null when the kernel does not count them (before 5.9).</param>
public sealed record KernelView(bool NoNewPrivileges, int? Filters)
{
    /// <summary>Looks at a process, also at one that has ended and was not reaped yet; null when it is gone.</summary>
    public static KernelView? OfProcess(int processId) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/status"));

    internal static KernelView? OfThread(int threadId) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{threadId}/status"));

    private static KernelView? Read(string path)
    {
        try
        {
            string[] lines = File.ReadAllLines(path);
            return new KernelView(Number(lines, "NoNewPrivs:") == 1, Number(lines, "Seccomp_filters:"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? Number(string[] lines, string field)
    {
        string? line = Array.Find(lines, candidate => candidate.StartsWith(field, StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(field.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
