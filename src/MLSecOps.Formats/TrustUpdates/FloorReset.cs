namespace MLSecOps.Formats.TrustUpdates;

/// <summary>A release floor that root sets anew.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">The floor from now on, 0 to 2^53-1.</param>
public sealed record FloorReset(string Model, long Release);
