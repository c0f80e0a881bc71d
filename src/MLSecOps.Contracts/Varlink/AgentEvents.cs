namespace MLSecOps.Contracts.Varlink;

/// <summary>Words for what <c>io.mlsec.Agent.Events</c> tells.</summary>
public static class AgentEvents
{
    /// <summary>The first event of every subscription: whatever happens from now on is told.</summary>
    public const string Subscribed = "subscribed";

    /// <summary>Another release of a model is current, or none is any more.</summary>
    public const string ReleaseChanged = "release-changed";

    /// <summary>The same release has another verdict, or the same verdict for another reason.</summary>
    public const string VerdictChanged = "verdict-changed";

    /// <summary>A finding was raised; its reason says which.</summary>
    public const string Finding = "finding";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Subscribed, ReleaseChanged, VerdictChanged, Finding];
}
