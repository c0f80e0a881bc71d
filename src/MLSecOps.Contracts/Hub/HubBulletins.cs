namespace MLSecOps.Contracts.Hub;

/// <summary>Bulletins, newest first: the first one is in force.</summary>
/// <param name="Bulletins">Each.</param>
public sealed record HubBulletins(IReadOnlyList<HubBulletin> Bulletins);
