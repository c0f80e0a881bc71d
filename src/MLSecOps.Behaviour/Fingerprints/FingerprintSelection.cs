namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Chooses the few inputs that reveal the most changed copies of a model.</summary>
/// <remarks>
/// What a set of inputs is worth is, over all copies, m² / (1 + m²) of the best margin m: the number of copies revealed with a soft step at the tolerance, so that the
/// choice holds for copies that it was not made by. Greedy: within 1 - 1/e of the best choice by that measure (Nemhauser, Wolsey and Fisher 1978). Deterministic: the same operations in a fixed order.
/// </remarks>
public static class FingerprintSelection
{
    /// <summary>Chooses among all candidates.</summary>
    public static IReadOnlyList<int> Choose(RevealTable table, int most) => Choose(table, most, _ => true);

    /// <summary>Chooses; O(most x candidates x copies).</summary>
    /// <param name="table">Margins of all candidates.</param>
    /// <param name="most">How many fingerprints at most, at least 1.</param>
    /// <param name="fit">Whether a candidate may be chosen.</param>
    /// <returns>Numbers of candidates in the order chosen, each the one that adds the most, of equal ones the first; fewer than asked when no other one adds anything.</returns>
    public static IReadOnlyList<int> Choose(RevealTable table, int most, Func<int, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        double[] best = new double[table.Copies.Count];
        List<int> chosen = [];
        while (chosen.Count < most)
        {
            (int Candidate, double Gain) next = (-1, 0);
            foreach (int candidate in Enumerable.Range(0, table.Candidates).Where(fit))
            {
                double gain = Gain(best, table.Of(candidate));
                if (gain > next.Gain)
                {
                    next = (candidate, gain);
                }
            }

            if (next.Candidate < 0)
            {
                break;
            }

            chosen.Add(next.Candidate);
            ReadOnlySpan<double> margins = table.Of(next.Candidate);
            for (int copy = 0; copy < best.Length; copy++)
            {
                best[copy] = Math.Max(best[copy], margins[copy]);
            }
        }

        return chosen;
    }

    private static double Gain(double[] best, ReadOnlySpan<double> margins)
    {
        double gain = 0;
        for (int copy = 0; copy < best.Length; copy++)
        {
            gain += margins[copy] > best[copy] ? Worth(margins[copy]) - Worth(best[copy]) : 0;
        }

        return gain;
    }

    // Half at the tolerance, and flat far from it on both sides: copies that the choice is made by stand for others, whose margins are a little different.
    private static double Worth(double margin) => margin > 1e6 ? 1 : margin * margin / (1 + (margin * margin));
}
