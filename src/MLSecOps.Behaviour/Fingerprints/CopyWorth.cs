namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>What the margins of a table are worth, 0 to 1 each.</summary>
/// <remarks>
/// √m / (1 + √m): half at the tolerance. A copy that inputs are chosen by stands for others, those of the other bits of the same weight above all, whose margins double from bit to bit. So the step is as wide as a mantissa's
/// upper bits: a narrow one chooses for the copies at hand, and reveals fewer of others.
/// </remarks>
internal sealed class CopyWorth
{
    private readonly double[] _worth;

    /// <summary>Computes all of a table; O(candidates x copies).</summary>
    public CopyWorth(RevealTable table)
    {
        Copies = table.Copies.Count;
        _worth = new double[(long)table.Candidates * Copies];
        for (int candidate = 0; candidate < table.Candidates; candidate++)
        {
            ReadOnlySpan<double> margins = table.Of(candidate);
            for (int copy = 0; copy < Copies; copy++)
            {
                _worth[((long)candidate * Copies) + copy] = Of(margins[copy]);
            }
        }
    }

    /// <summary>Number of copies.</summary>
    public int Copies { get; }

    /// <summary>What some candidates are worth together: of each copy the best.</summary>
    public double Of(IEnumerable<int> candidates)
    {
        double[] best = new double[Copies];
        foreach (int candidate in candidates)
        {
            Raise(best, candidate);
        }

        return best.Sum();
    }

    /// <summary>What a candidate adds.</summary>
    /// <param name="best">The best worth of each copy so far.</param>
    /// <param name="candidate">Its number.</param>
    public double Gain(double[] best, int candidate)
    {
        double gain = 0;
        ReadOnlySpan<double> own = _worth.AsSpan(candidate * Copies, Copies);
        for (int copy = 0; copy < own.Length; copy++)
        {
            gain += Math.Max(0, own[copy] - best[copy]);
        }

        return gain;
    }

    /// <summary>Adds a candidate to those that <paramref name="best"/> is the best of.</summary>
    public void Raise(double[] best, int candidate)
    {
        ReadOnlySpan<double> own = _worth.AsSpan(candidate * Copies, Copies);
        for (int copy = 0; copy < own.Length; copy++)
        {
            best[copy] = Math.Max(best[copy], own[copy]);
        }
    }

    private static double Of(double margin)
    {
        double root = Math.Sqrt(margin);
        return double.IsInfinity(root) ? 1 : root / (1 + root);
    }
}
