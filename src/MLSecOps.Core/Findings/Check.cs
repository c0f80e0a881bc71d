namespace MLSecOps.Core.Findings;

/// <summary>One check that was performed, or should have been.</summary>
/// <param name="Id">Stable name, <c>subject.aspect</c>, such as <c>signature.chain</c>.</param>
/// <param name="Outcome">Passed, failed or not run.</param>
/// <param name="Subject">What was checked: a member's path, a signer, a model. May be text from outside: escape before printing.</param>
/// <param name="Reason">Why it failed or did not run; null only when it passed.</param>
/// <param name="Expected">What should have been there, if that can be said in one line.</param>
/// <param name="Found">What was there. May be text from outside.</param>
public sealed record Check(string Id, CheckOutcome Outcome, string Subject, Reason? Reason = null, string? Expected = null, string? Found = null)
{
    /// <summary>What was expected and found, in one line; null when neither is said. May hold text from outside: escape before printing.</summary>
    public string? Difference => (Expected, Found) switch
    {
        ({ } expected, { } found) => $"expected {expected}, found {found}",
        ({ } expected, null) => $"expected {expected}",
        (null, { } found) => $"found {found}",
        _ => null,
    };

    /// <summary>A check that passed.</summary>
    public static Check Pass(string id, string subject, string? found = null) => new(id, CheckOutcome.Passed, subject, null, null, found);

    /// <summary>A check that failed.</summary>
    public static Check Fail(string id, string subject, Reason reason, string? expected = null, string? found = null) =>
        new(id, CheckOutcome.Failed, subject, reason, expected, found);

    /// <summary>A check that did not run, and why.</summary>
    public static Check Skip(string id, string subject, Reason reason) => new(id, CheckOutcome.NotRun, subject, reason);
}
