using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Output;

/// <summary>What a command came to: one document for programs, lines for people, and the error if there is one. Printed once, at the end.</summary>
/// <param name="Document">What <c>--json</c> prints; members that every document has are filled in by <see cref="Failed"/>.</param>
/// <param name="Lines">What people read on standard output.</param>
/// <param name="Failure">What is printed on standard error; null when all is well.</param>
/// <param name="Raw">Lines are text for another program (a completion script): printed as they are, whatever the locale.</param>
internal sealed record Outcome(CommandDocument Document, IReadOnlyList<Line> Lines, Failure? Failure = null, bool Raw = false)
{
    public int ExitCode => Failure?.ExitCode ?? ExitCodes.Ok;

    /// <summary>A result together with the failure that it amounts to.</summary>
    public static Outcome Failed(CommandDocument document, IReadOnlyList<Line> lines, Failure failure) =>
        new(
            document with
            {
                Ok = false,
                Reason = failure.Reason.Code,
                Message = failure.What,
                Hint = failure.Next,
                Problems = failure.Problems.Count == 0 ? null : failure.Problems,
                Verdict = document.Verdict ?? VerdictOf(failure.Reason),
            },
            lines,
            failure);

    // An unreadable file or a wrong flag is no verdict; only what judged bytes is.
    private static string? VerdictOf(Reason reason) => reason.Class switch
    {
        ReasonClass.Rejected => Words.Rejected,
        ReasonClass.Inconclusive => Words.Inconclusive,
        _ => null,
    };
}
