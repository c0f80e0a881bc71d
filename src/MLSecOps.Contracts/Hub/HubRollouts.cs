namespace MLSecOps.Contracts.Hub;

/// <summary>Rollouts, newest first.</summary>
/// <param name="Rollouts">Each.</param>
public sealed record HubRollouts(IReadOnlyList<HubRollout> Rollouts);
