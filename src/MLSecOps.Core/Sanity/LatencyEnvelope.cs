namespace MLSecOps.Core.Sanity;

/// <summary>Bounds that a publisher declares for the time of one run.</summary>
/// <param name="P50Milliseconds">Upper bound of the median; null for none.</param>
/// <param name="P99Milliseconds">Upper bound of the 99th percentile; null for none.</param>
public sealed record LatencyEnvelope(double? P50Milliseconds, double? P99Milliseconds);
