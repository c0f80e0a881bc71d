using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>What became of making a release ready for applications.</summary>
internal abstract record SealingOutcome
{
    private SealingOutcome()
    {
    }

    /// <summary>Ready; whoever has this record owns the release.</summary>
    public sealed record Done(VerifiedRelease Release) : SealingOutcome;

    /// <summary>What lies in the store is not what was signed.</summary>
    public sealed record Differs(Reason Reason) : SealingOutcome;

    /// <summary>It cannot be done here, whatever the bytes are.</summary>
    public sealed record Impossible(Reason Reason) : SealingOutcome;
}
