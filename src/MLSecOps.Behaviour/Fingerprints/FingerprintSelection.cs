namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Chooses the few inputs that reveal the most changed copies of a model.</summary>
/// <remarks>
/// What a set of inputs is worth is, over all copies, <see cref="CopyWorth"/> of the best margin. First greedy: within 1 - 1/e of the best choice by that measure (Nemhauser, Wolsey and Fisher 1978);
/// then swaps of one for another as long as one helps. Deterministic: the same operations in a fixed order.
/// </remarks>
public static class FingerprintSelection
{
    // Each swap is worth something, so that they end; a bound on the time all the same.
    private const int MostSwaps = 64;

    /// <summary>Chooses among all candidates.</summary>
    public static IReadOnlyList<int> Choose(RevealTable table, int most) => Choose(table, most, _ => true);

    /// <summary>Chooses greedily; O(most x candidates x copies).</summary>
    /// <param name="table">Margins of all candidates.</param>
    /// <param name="most">How many fingerprints at most, at least 1.</param>
    /// <param name="fit">Whether a candidate may be chosen.</param>
    /// <returns>Numbers of candidates in the order chosen, each the one that adds the most, of equal ones the first; fewer than asked when no other one adds anything.</returns>
    public static IReadOnlyList<int> Choose(RevealTable table, int most, Func<int, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return Choose(new CopyWorth(table), most, [.. Enumerable.Range(0, table.Candidates).Where(fit)]);
    }

    /// <summary>Replaces one of those chosen by the other candidate that helps most, as long as one helps; O(swaps x chosen x candidates x copies).</summary>
    /// <param name="table">Margins of all candidates.</param>
    /// <param name="chosen">Numbers of candidates, as <see cref="Choose(RevealTable, int)"/> gives them.</param>
    /// <param name="fit">Whether a candidate may be chosen.</param>
    /// <returns>As many numbers, or fewer where one adds nothing any more; the best first.</returns>
    public static IReadOnlyList<int> Improve(RevealTable table, IReadOnlyList<int> chosen, Func<int, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(fit);
        if (chosen.Count == 0)
        {
            return [];
        }

        var worth = new CopyWorth(table);
        int[] candidates = [.. Enumerable.Range(0, table.Candidates).Where(fit)], now = [.. chosen];
        double value = worth.Of(now);
        for (int swap = 0; swap < MostSwaps; swap++)
        {
            (int Place, int Candidate, double Value) best = Best(worth, now, candidates);
            // Sums of thousands of numbers differ in their last bits with the order.
            if (best.Place < 0 || best.Value <= value * (1 + 1e-9))
            {
                break;
            }

            now[best.Place] = best.Candidate;
            value = best.Value;
        }

        return Choose(worth, now.Length, now);
    }

    private static List<int> Choose(CopyWorth worth, int most, int[] candidates)
    {
        double[] best = new double[worth.Copies];
        List<int> chosen = [];
        while (chosen.Count < most)
        {
            (int Candidate, double Gain) next = (-1, 0);
            foreach (int candidate in candidates)
            {
                double gain = worth.Gain(best, candidate);
                next = gain > next.Gain ? (candidate, gain) : next;
            }

            if (next.Candidate < 0)
            {
                break;
            }

            chosen.Add(next.Candidate);
            worth.Raise(best, next.Candidate);
        }

        return chosen;
    }

    private static (int Place, int Candidate, double Value) Best(CopyWorth worth, int[] chosen, int[] candidates)
    {
        (int Place, int Candidate, double Value) best = (-1, -1, 0);
        for (int place = 0; place < chosen.Length; place++)
        {
            double[] others = new double[worth.Copies];
            foreach (int other in chosen.Where((_, at) => at != place))
            {
                worth.Raise(others, other);
            }

            double without = others.Sum();
            foreach (int candidate in candidates)
            {
                double value = without + worth.Gain(others, candidate);
                best = value > best.Value ? (place, candidate, value) : best;
            }
        }

        return best;
    }
}
