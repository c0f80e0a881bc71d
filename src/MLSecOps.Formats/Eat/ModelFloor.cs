namespace MLSecOps.Formats.Eat;

/// <summary>The least release of a model.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">No release below it is installed; from 1.</param>
public sealed record ModelFloor(string Model, long Release);
