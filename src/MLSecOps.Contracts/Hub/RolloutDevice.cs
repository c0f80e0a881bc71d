namespace MLSecOps.Contracts.Hub;

/// <summary>Where one device of a rollout stands.</summary>
/// <param name="Ueid">Which.</param>
/// <param name="State"><c>waiting</c> (nothing came of it yet), <c>running</c> (its evidence has the release, trusted), <c>failed</c> (it refused or rejected it, or is silent, or the release was withdrawn), <c>superseded</c> (a later rollout asks it for another release).</param>
/// <param name="Reason">Reason code when it failed, or of what holds it up while it waits.</param>
public sealed record RolloutDevice(string Ueid, string State, string? Reason);
