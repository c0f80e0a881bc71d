namespace MLSecOps.Linux.Confinement;

/// <summary>How much a locked worker may still do; more than reading, computing and answering in no case.</summary>
public enum LockdownProfile
{
    /// <summary>For jobs that run a model: threads may be started.</summary>
    Computing = 0,

    /// <summary>For jobs that only read: no thread starts either.</summary>
    Reading = 1,
}
