namespace MLSecOps.Linux.Processes;

/// <summary>Who ended a supervised child.</summary>
public enum EndCause
{
    /// <summary>It ended by itself, or the kernel ended it. The default.</summary>
    Itself = 0,

    /// <summary>We, at the deadline.</summary>
    Deadline = 1,

    /// <summary>We, because it wrote too much.</summary>
    OutputTooLarge = 2,

    /// <summary>We, because <see cref="ChildSupervisor.Stop"/> was called.</summary>
    Stopped = 3,
}
