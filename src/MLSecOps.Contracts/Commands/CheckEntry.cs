using MLSecOps.Core.Findings;

namespace MLSecOps.Contracts.Commands;

/// <summary>One check in JSON.</summary>
/// <param name="Check">Stable name, <c>subject.aspect</c>.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Subject">What was checked; may be text from outside.</param>
/// <param name="Reason">Reason code; null when it passed.</param>
/// <param name="Expected">What should have been there.</param>
/// <param name="Found">What was there; may be text from outside.</param>
public sealed record CheckEntry(string Check, string Outcome, string Subject, string? Reason, string? Expected, string? Found)
{
    /// <summary>The JSON form of a check.</summary>
    public static CheckEntry Of(Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        return new CheckEntry(check.Id, Words.Of(check.Outcome), check.Subject, check.Reason?.Code, check.Expected, check.Found);
    }
}
