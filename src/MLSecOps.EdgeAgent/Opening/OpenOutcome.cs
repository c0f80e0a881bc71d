using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>What an application that asks for a model gets.</summary>
internal abstract record OpenOutcome
{
    private OpenOutcome()
    {
    }

    /// <summary>The model; whoever has this record closes the files.</summary>
    public sealed record Opened(InstalledRelease Release, IReadOnlyList<OpenFile> Files) : OpenOutcome;

    /// <summary>There is no such model here.</summary>
    public sealed record NotFound : OpenOutcome;

    /// <summary>It is not trusted now, for this reason code.</summary>
    public sealed record NotTrusted(string Reason) : OpenOutcome;

    /// <summary>Something outside the model stands in the way, by this reason code.</summary>
    public sealed record Failed(string Reason) : OpenOutcome;
}
