namespace MLSecOps.Worker;

/// <summary>The heap of an inspection. It is a fraction of what a rehearsal may need, so that it is limited at the start of the job and not in the program.</summary>
internal static class InspectionHeap
{
    /// <summary>40 MiB: with runtime and stacks it stays below the launcher's 64 MiB, so that a model which needs more ends as "out of memory" and not as a crash. A graph of 100,000 nodes fits.</summary>
    public const ulong Bytes = 40 << 20;

    /// <summary>Limits it, for good. Without a limit the collector sizes its budgets by the machine's caches, and lets garbage lie that fits the worker's memory many times.</summary>
    public static void Limit()
    {
        AppContext.SetData("GCHeapHardLimit", Bytes);
        GC.RefreshMemoryLimit();
    }
}
