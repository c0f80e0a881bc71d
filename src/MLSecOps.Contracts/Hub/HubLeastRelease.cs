namespace MLSecOps.Contracts.Hub;

/// <summary>The least release of a model that may still be used, and where older ones run.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">Release number.</param>
/// <param name="Running">On how many devices that are in use their newest evidence has an older one.</param>
public sealed record HubLeastRelease(string Model, long Release, int Running);
