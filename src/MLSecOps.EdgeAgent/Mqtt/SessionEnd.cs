using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>How a connection ended, or why there was none. Closed by the private constructor.</summary>
internal abstract record SessionEnd
{
    private SessionEnd()
    {
    }

    /// <summary>The agent wanted it so: it stops, or the configuration is another one now.</summary>
    public sealed record Wanted : SessionEnd;

    /// <summary>It broke, or did not come about; trying again can help.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line; may hold text from outside.</param>
    /// <param name="Later">True when trying again at once would do harm: it begins with a long pause.</param>
    public sealed record Broken(Reason Reason, string Detail, bool Later = false) : SessionEnd;

    /// <summary>The hub does not accept this device: only a person can change that.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Detail">One line; may hold text from outside.</param>
    public sealed record Refused(Reason Reason, string Detail) : SessionEnd;
}
