namespace MLSecOps.Linux.Confinement;

/// <summary>Exit codes by which a worker tells its launcher why it gave up.</summary>
public static class WorkerExitCode
{
    /// <summary>It ran out of memory.</summary>
    public const int OutOfMemory = 12;

    /// <summary>It could not lock itself down, and did not read its job.</summary>
    public const int NotLocked = 13;
}
