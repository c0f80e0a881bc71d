using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>Names of outcomes in a report.</summary>
internal static class CheckOutcomes
{
    /// <summary>The name of an outcome.</summary>
    public static string Name(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "passed",
        CheckOutcome.Failed => "failed",
        _ => "not_run",
    };

    /// <summary>The outcome of a name; null for a name that is none.</summary>
    public static CheckOutcome? Find(string name) => name switch
    {
        "passed" => CheckOutcome.Passed,
        "failed" => CheckOutcome.Failed,
        "not_run" => CheckOutcome.NotRun,
        _ => null,
    };
}
