using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>A check in a report of the worker, whichever job it did.</summary>
internal static class ReportedCheck
{
    /// <summary>Bytes of an id or a reason's code.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Before its first member.</summary>
    public static Check Empty { get; } = new("", CheckOutcome.NotRun, "");

    /// <summary>Reads one member of <see cref="ReportMembers.Check"/>.</summary>
    public static Check Read(ref StrictJsonReader json, Check check, int member) => member switch
    {
        0 => check with { Id = Id(json.Text(MaxIdLength)) },
        1 => check with { Outcome = CheckOutcomes.Find(json.Text(16)) ?? throw new MalformedJsonException("passed, failed or not_run") },
        2 => check with { Subject = json.Text(JobLimits.ReportTextLength) },
        3 => check with { Reason = ReasonCatalogue.Find(json.Text(MaxIdLength)) ?? throw new MalformedJsonException("a reason of the catalogue") },
        4 => check with { Expected = json.Text(JobLimits.ReportTextLength) },
        _ => check with { Found = json.Text(JobLimits.ReportTextLength) },
    };

    /// <summary>The check, if it has a reason unless it passed.</summary>
    public static Check Whole(Check check) =>
        (check.Outcome == CheckOutcome.Passed) == (check.Reason is null) ? check : throw new MalformedJsonException("a reason unless passed");

    private static string Id(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789._-") ? text : throw new MalformedJsonException("a check's id");
}
