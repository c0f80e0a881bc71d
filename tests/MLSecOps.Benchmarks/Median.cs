namespace MLSecOps.Benchmarks;

/// <summary>The middle of several runs.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Of(int runs, Func<double> measure) => Of(Enumerable.Range(0, runs).Select(_ => measure()));
}
