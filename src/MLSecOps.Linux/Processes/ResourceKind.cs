namespace MLSecOps.Linux.Processes;

/// <summary>What a resource limit bounds; the values are getrlimit(2)'s, the same on x64 and arm64.</summary>
public enum ResourceKind
{
    /// <summary>CPU time, seconds.</summary>
    CpuSeconds = 0,

    /// <summary>Size of files written, bytes.</summary>
    FileSize = 1,

    /// <summary>Private writable memory, bytes.</summary>
    Data = 2,

    /// <summary>Core dumps, bytes.</summary>
    CoreSize = 4,

    /// <summary>Threads and processes of the user.</summary>
    Processes = 6,

    /// <summary>Open descriptors.</summary>
    Descriptors = 7,

    /// <summary>Locked memory, bytes.</summary>
    LockedMemory = 8,

    /// <summary>Address space, bytes.</summary>
    AddressSpace = 9,

    /// <summary>POSIX message queues, bytes.</summary>
    MessageQueues = 12,
}
