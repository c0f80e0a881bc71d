namespace MLSecOps.Linux.Memory;

/// <summary>What became of a memory file that another process sent.</summary>
public enum ReceivedMemoryOutcome
{
    /// <summary>All of it was copied.</summary>
    Read,

    /// <summary>It is no memory file, or can still be written or shrunk.</summary>
    NotSealed,

    /// <summary>It is not as long as its sender says.</summary>
    OtherLength,

    /// <summary>It may not be read, or the kernel had no memory.</summary>
    Unreadable,
}
