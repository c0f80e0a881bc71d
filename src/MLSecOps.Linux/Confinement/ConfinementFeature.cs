namespace MLSecOps.Linux.Confinement;

/// <summary>One thing that keeps a worker in. Each is applied or missing on this kernel, and evidence says which.</summary>
public enum ConfinementFeature
{
    /// <summary>No gain of privileges by executing a file (PR_SET_NO_NEW_PRIVS).</summary>
    NoNewPrivileges = 1,

    /// <summary>Landlock: reads only the worker and the system libraries, writes nowhere (ABI 1, Linux 5.13).</summary>
    FileAccess = 2,

    /// <summary>Landlock: no TCP bind or connect (ABI 4, Linux 6.7). The system-call filters deny every socket besides.</summary>
    TcpDenied = 3,

    /// <summary>Landlock: no abstract Unix sockets of others, no signals to others (ABI 6, Linux 6.12).</summary>
    IpcScope = 4,

    /// <summary>System-call filter of the launcher, in force from the worker's first instruction.</summary>
    LaunchFilter = 5,

    /// <summary>System-call filter of the worker itself, in force before it reads its job.</summary>
    WorkerFilter = 6,

    /// <summary>Limits on memory, CPU time, descriptors, file size and core dumps.</summary>
    ResourceLimits = 7,
}
