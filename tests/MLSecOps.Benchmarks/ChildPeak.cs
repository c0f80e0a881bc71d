namespace MLSecOps.Benchmarks;

/// <summary>The most memory that a worker took which a process has started. The kernel's mark only rises, so that the last look before the worker ends has nearly all of it.</summary>
/// <param name="parent">The process.</param>
internal sealed class ChildPeak(int parent)
{
    /// <summary>The most seen so far: VmHWM; 0 when no worker was seen.</summary>
    public long Bytes { get; private set; }

    /// <summary>Looks at the workers that run now.</summary>
    public void Look()
    {
        try
        {
            foreach (string task in Directory.GetDirectories($"/proc/{parent}/task"))
            {
                foreach (string child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    Bytes = Math.Max(Bytes, Of(File.ReadAllLines($"/proc/{child}/status")));
                }
            }
        }
        catch (IOException)
        {
            // It ended between two looks.
        }
    }

    // Before it runs the worker's program, a child has its parent's name and memory.
    private static long Of(string[] status) =>
        status[0].EndsWith("\tmlsec-worker", StringComparison.Ordinal) && status.FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } row
            ? long.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024
            : 0;
}
