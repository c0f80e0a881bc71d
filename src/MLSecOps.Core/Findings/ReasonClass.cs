namespace MLSecOps.Core.Findings;

/// <summary>What a reason means for whoever asked. The values are the exit codes of every command (one table, <c>Contracts</c> prints it).</summary>
public enum ReasonClass
{
    /// <summary>Something that happened and is fine (installed, restored).</summary>
    Notice = 0,

    /// <summary>The outside world failed: disk, process, permission.</summary>
    Operational = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>Bytes were examined and are not trusted.</summary>
    Rejected = 3,

    /// <summary>It could not be examined, or the policy does not let the answer count.</summary>
    Inconclusive = 4,

    /// <summary>A peer (agent, hub, broker) could not be reached.</summary>
    Unreachable = 5,
}
