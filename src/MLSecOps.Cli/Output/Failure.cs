using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Output;

/// <summary>One cause, said in three lines. May hold text from outside: the printer escapes it.</summary>
/// <param name="Reason">The stable cause; its class is the exit code.</param>
/// <param name="What">Names the object: lower case, no final period.</param>
/// <param name="Why">What was expected and found; null when <paramref name="What"/> says it all.</param>
/// <param name="Next">What to do; the reason's own text unless the command knows better. Never a hint that weakens the check.</param>
internal sealed record Failure(Reason Reason, string What, string? Why, string Next)
{
    public Failure(Reason reason, string what, string? why = null)
        : this(reason, what, why, reason.Next)
    {
    }

    /// <summary>Every problem of the configuration files, when that is what failed.</summary>
    public IReadOnlyList<ProblemEntry> Problems { get; init; } = [];

    public int ExitCode => ReferenceEquals(Reason, CommandReasons.Interrupted) ? ExitCodes.Interrupted : ExitCodes.For(Reason.Class);
}
