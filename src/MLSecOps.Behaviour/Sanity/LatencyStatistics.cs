using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Summaries of measured times.</summary>
public static class LatencyStatistics
{
    /// <summary>Nearest-rank percentiles; null for no measurement.</summary>
    /// <param name="microseconds">Times of single runs, at least 0, in any order; left as they are.</param>
    public static LatencySummary? Summarise(ReadOnlySpan<double> microseconds)
    {
        if (microseconds.IsEmpty)
        {
            return null;
        }

        double[] sorted = microseconds.ToArray();
        Array.Sort(sorted);
        return new LatencySummary(sorted.Length, sorted[0], Percentile(sorted, 0.50), Percentile(sorted, 0.99), sorted[^1]);
    }

    /// <summary>Holds a summary against the envelope that a suite declares.</summary>
    public static Check Judge(LatencySummary latency, LatencyEnvelope envelope)
    {
        string found = $"p50 {latency.P50Microseconds / 1000:0.###} ms, p99 {latency.P99Microseconds / 1000:0.###} ms";
        bool slow = latency.P50Microseconds / 1000 > envelope.P50Milliseconds || latency.P99Microseconds / 1000 > envelope.P99Milliseconds;
        return slow
            ? Check.Fail("rehearsal.latency", "suite", RehearsalReasons.LatencyExceeded, $"p50 {Bound(envelope.P50Milliseconds)}, p99 {Bound(envelope.P99Milliseconds)}", found)
            : Check.Pass("rehearsal.latency", "suite", found);
    }

    private static string Bound(double? milliseconds) => milliseconds is { } value ? $"<= {value:0.###} ms" : "any";

    private static double Percentile(double[] sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
