using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Output;

/// <summary>Ends a command before it has a result of its own. Caught in one place, <see cref="Grammar.CommandLine"/>, unless the command knows more.</summary>
internal class CommandFailure(Failure failure) : Exception(failure.Reason.Code)
{
    public CommandFailure(Reason reason, string what, string? why = null)
        : this(new Failure(reason, what, why))
    {
    }

    public Failure Failure { get; } = failure;

    /// <summary>A document that the failed command had begun; null for the bare envelope.</summary>
    public CommandDocument? Document { get; init; }
}
