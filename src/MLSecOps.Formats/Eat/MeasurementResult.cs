using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Eat;

/// <summary>What one checking system found about a model (claim measres, RFC 9711, 4.2.17).</summary>
/// <param name="System">Its name, <c>inspection</c>, <c>rehearsal@&lt;suite&gt;</c>, <c>scrub</c>…: 1 to 160 visible ASCII characters.</param>
/// <param name="Results">At least one.</param>
public sealed record MeasurementResult(string System, IReadOnlyList<MeasuredCheck> Results)
{
    /// <summary>The system's name without what follows <c>@</c>.</summary>
    public string Name => System.IndexOf('@') is >= 0 and int at ? System[..at] : System;

    /// <summary>Failed when one result failed; else not run when one did not run, or there is none; else passed.</summary>
    public CheckOutcome Outcome
    {
        get
        {
            CheckOutcome worst = Results.Count == 0 ? CheckOutcome.NotRun : CheckOutcome.Passed;
            for (int i = 0; i < Results.Count && worst != CheckOutcome.Failed; i++)
            {
                worst = Results[i].Outcome == CheckOutcome.Passed ? worst : Results[i].Outcome;
            }

            return worst;
        }
    }

    /// <summary>A system with one result, which has the name <c>all</c>.</summary>
    public static MeasurementResult Of(string system, CheckOutcome outcome) => new(system, [new MeasuredCheck("all", outcome)]);
}
