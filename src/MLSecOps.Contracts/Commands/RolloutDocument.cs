using MLSecOps.Contracts.Hub;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schemas <c>mlsec.rollout-start/1</c> and <c>mlsec.rollout-status/1</c>.</summary>
public sealed record RolloutDocument : CommandDocument
{
    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>The rollout; null when all were asked for.</summary>
    public HubRollout? Rollout { get; init; }

    /// <summary>All rollouts, newest first; null when one was asked for.</summary>
    public IReadOnlyList<HubRollout>? Rollouts { get; init; }
}
