using MLSecOps.Core.Findings;

namespace MLSecOps.Contracts.Commands;

/// <summary>The words for outcomes and verdicts in JSON, journal and varlink.</summary>
public static class Words
{
    /// <summary>Trusted.</summary>
    public const string Trusted = "trusted";

    /// <summary>Rejected.</summary>
    public const string Rejected = "rejected";

    /// <summary>Inconclusive.</summary>
    public const string Inconclusive = "inconclusive";

    /// <summary>Passed.</summary>
    public const string Passed = "passed";

    /// <summary>Failed.</summary>
    public const string Failed = "failed";

    /// <summary>Not run.</summary>
    public const string NotRun = "not_run";

    /// <summary><c>passed</c>, <c>failed</c> or <c>not_run</c>.</summary>
    public static string Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => Passed,
        CheckOutcome.Failed => Failed,
        _ => NotRun,
    };

    /// <summary><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>.</summary>
    public static string Of(TrustVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Match(_ => Trusted, _ => Rejected, _ => Inconclusive);
    }
}
