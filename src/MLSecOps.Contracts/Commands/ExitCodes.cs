using MLSecOps.Core.Findings;

namespace MLSecOps.Contracts.Commands;

/// <summary>The one table of exit codes, of every command of every program. Help, man pages and reference docs are made from it.</summary>
public static class ExitCodes
{
    /// <summary>Success; for a verdict: trusted.</summary>
    public const int Ok = 0;

    /// <summary>The outside world failed.</summary>
    public const int Operational = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Examined and not trusted.</summary>
    public const int Rejected = 3;

    /// <summary>It could not be examined.</summary>
    public const int Inconclusive = 4;

    /// <summary>Agent, hub or broker could not be reached.</summary>
    public const int Unreachable = 5;

    /// <summary>Interrupted: 128 and the signal's number, as shells do.</summary>
    public const int Interrupted = 128 + 2;

    /// <summary>All codes in ascending order.</summary>
    public static IReadOnlyList<ExitCodeRow> All { get; } =
    [
        new(Ok, "ok", "done; for a verdict: trusted under the stated policy", "-"),
        new(Operational, "operational", "the machine failed: file, disk, process", "maybe"),
        new(Usage, "usage", "wrong command line or configuration", "no"),
        new(Rejected, "rejected", "checked, and not trusted", "no"),
        new(Inconclusive, "inconclusive", "could not be checked", "after mending the cause"),
        new(Unreachable, "unreachable", "agent, hub or broker could not be reached", "yes"),
        new(Interrupted, "interrupted", "stopped by a signal (128 + its number)", "yes"),
    ];

    /// <summary>The code for a reason's class.</summary>
    public static int For(ReasonClass reasonClass) => reasonClass switch
    {
        ReasonClass.Notice => Ok,
        ReasonClass.Operational => Operational,
        ReasonClass.Usage => Usage,
        ReasonClass.Rejected => Rejected,
        ReasonClass.Inconclusive => Inconclusive,
        ReasonClass.Unreachable => Unreachable,
        _ => Operational,
    };

    /// <summary>The code for a verdict.</summary>
    public static int For(TrustVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Match(_ => Ok, _ => Rejected, _ => Inconclusive);
    }
}
