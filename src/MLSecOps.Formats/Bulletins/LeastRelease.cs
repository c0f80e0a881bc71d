namespace MLSecOps.Formats.Bulletins;

/// <summary>The lowest release of a model that may still be used.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Release">1 to 2^53-1.</param>
public sealed record LeastRelease(string Model, long Release);
