namespace MLSecOps.Linux.Confinement;

/// <summary>Exit codes by which a worker tells its launcher why it gave up.</summary>
public static class WorkerExitCode
{
    /// <summary>It ran out of memory.</summary>
    public const int OutOfMemory = 12;

    /// <summary>It could not lock itself down, and did not read its job.</summary>
    public const int NotLocked = 13;

    /// <summary>Something happened that nobody foresaw: a bug, which a hostile model may have set off. Its diagnostics name the exception.</summary>
    public const int BrokenProgram = 14;
}
