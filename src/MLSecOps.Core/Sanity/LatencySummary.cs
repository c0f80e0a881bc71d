namespace MLSecOps.Core.Sanity;

/// <summary>Times of the suite's runs in microseconds. Measured on a busy or an idle device alike: information, not a verdict.</summary>
/// <param name="Runs">How many runs were timed; at least 1.</param>
/// <param name="MinMicroseconds">The fastest.</param>
/// <param name="P50Microseconds">Median (nearest rank).</param>
/// <param name="P99Microseconds">99th percentile (nearest rank).</param>
/// <param name="MaxMicroseconds">The slowest.</param>
public sealed record LatencySummary(int Runs, double MinMicroseconds, double P50Microseconds, double P99Microseconds, double MaxMicroseconds);
