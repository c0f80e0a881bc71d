using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Output;

/// <summary>Checks as people read them: every one, with its verdict.</summary>
internal static class CheckLines
{
    public static IEnumerable<Line> Of(IReadOnlyList<Check> checks)
    {
        string[] texts = [.. Table.Align([.. checks.Select(check => new[] { check.Id, check.Subject, Detail(check) })])];
        return checks.Select((check, index) => check.Outcome switch
        {
            CheckOutcome.Passed => new Line(texts[index], "OK    ", Tone.Good),
            CheckOutcome.Failed => new Line(texts[index], "FAIL  ", Tone.Bad),
            _ => new Line(texts[index], "-     ", Tone.Open),
        });
    }

    /// <summary>What decided, in one line, for the why of an error; null when no check says.</summary>
    public static string? Why(TrustVerdict verdict) => verdict.Cause is { Difference: { } difference } check ? $"{check.Subject}: {difference}" : null;

    private static string Detail(Check check) => check.Outcome switch
    {
        CheckOutcome.Passed => check.Found ?? string.Empty,
        CheckOutcome.NotRun when check.Reason?.Title.StartsWith("not run", StringComparison.Ordinal) == true => check.Reason.Title,
        CheckOutcome.NotRun => $"not run: {check.Reason?.Title}",
        _ => $"{check.Reason?.Title}  [{check.Reason?.Code}]",
    };
}
