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

    /// <summary>Expected and found in one line, for the why of an error; null when the check does not say.</summary>
    public static string? Why(Check? check) => check switch
    {
        null => null,
        { Expected: { } expected, Found: { } found } => $"{check.Subject}: expected {expected}, found {found}",
        { Found: { } found } => $"{check.Subject}: found {found}",
        { Expected: { } expected } => $"{check.Subject}: expected {expected}",
        _ => null,
    };

    private static string Detail(Check check) => check.Outcome switch
    {
        CheckOutcome.Passed => check.Found ?? string.Empty,
        CheckOutcome.NotRun when check.Reason?.Title.StartsWith("not run", StringComparison.Ordinal) == true => check.Reason.Title,
        CheckOutcome.NotRun => $"not run: {check.Reason?.Title}",
        _ => $"{check.Reason?.Title}  [{check.Reason?.Code}]",
    };
}
