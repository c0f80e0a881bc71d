namespace MLSecOps.Hub.Domain.Devices;

/// <summary>The highest release floor of a model that verified evidence of a device ever stated. What a device that lost its floors gets back as a minimum (G2).</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Floor">The least release.</param>
public sealed record AttestedFloor(string Model, long Floor);
