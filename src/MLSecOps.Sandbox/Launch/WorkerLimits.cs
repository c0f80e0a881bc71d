namespace MLSecOps.Sandbox.Launch;

/// <summary>Bounds of one job. Beyond any of them the worker is ended and the outcome names the bound.</summary>
public sealed record WorkerLimits
{
    /// <summary>From start to the end of the report, wall clock.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>CPU time over all threads; rounded up to whole seconds.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Private writable memory (RLIMIT_DATA), bytes: what the worker really can fill.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Address space (RLIMIT_AS), bytes, or null for none: reservations count, so it must leave room for the runtime's.</summary>
    public long? AddressSpaceBytes { get; init; }

    /// <summary>Open descriptors at once, those of library loading included.</summary>
    public int Descriptors { get; init; } = 64;

    /// <summary>Longest report, bytes.</summary>
    public int ReportBytes { get; init; } = 4 << 20;

    /// <summary>How much of the diagnostics is kept, bytes; the rest is read and dropped.</summary>
    public int DiagnosticBytes { get; init; } = 16 << 10;
}
