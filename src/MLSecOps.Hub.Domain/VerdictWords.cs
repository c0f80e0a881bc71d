using MLSecOps.Contracts.Commands;

namespace MLSecOps.Hub.Domain;

/// <summary>The words for verdicts, the same as those of the command line.</summary>
public static class VerdictWords
{
    /// <summary><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Trusted => Words.Trusted,
        Verdict.Rejected => Words.Rejected,
        _ => Words.Inconclusive,
    };
}
