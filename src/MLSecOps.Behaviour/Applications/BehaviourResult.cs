using MLSecOps.Core.Findings;

namespace MLSecOps.Behaviour.Applications;

/// <summary>What is known of one kind of behaviour. No data is never a pass.</summary>
/// <param name="Outcome">Passed, failed or not run.</param>
/// <param name="Reason">Why it did not pass; null when it passed.</param>
/// <param name="Detail">One line about it; may hold text from outside.</param>
public sealed record BehaviourResult(CheckOutcome Outcome, Reason? Reason = null, string? Detail = null)
{
    /// <summary>All is as signed.</summary>
    public static BehaviourResult Passed(string detail) => new(CheckOutcome.Passed, null, detail);

    /// <summary>Something else answered.</summary>
    public static BehaviourResult Failed(Reason reason, string? detail) => new(CheckOutcome.Failed, reason, detail);

    /// <summary>Nothing is known, and why.</summary>
    public static BehaviourResult NotRun(Reason reason, string? detail = null) => new(CheckOutcome.NotRun, reason, detail);

    /// <summary>The worst of several: a failure, else what did not run, else a pass; <paramref name="none"/> of nothing.</summary>
    public static BehaviourResult Worst(IReadOnlyCollection<BehaviourResult> results, BehaviourResult none) =>
        results.FirstOrDefault(result => result.Outcome == CheckOutcome.Failed)
        ?? results.FirstOrDefault(result => result.Outcome == CheckOutcome.NotRun)
        ?? results.FirstOrDefault()
        ?? none;
}
