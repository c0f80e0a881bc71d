namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Chooses the few inputs that reveal the most changed copies of a model.</summary>
/// <remarks>Greedy: for the number of copies revealed it is within 1 - 1/e of the best choice (Nemhauser, Wolsey and Fisher 1978). Deterministic: additions and comparisons in a fixed order.</remarks>
public static class FingerprintSelection
{
    /// <summary>A copy revealed at twice the tolerance is as good as one revealed further out.</summary>
    private const double Enough = 2;

    /// <summary>Chooses among all candidates.</summary>
    public static IReadOnlyList<int> Choose(RevealTable table, int most) => Choose(table, most, _ => true);

    /// <summary>Chooses; O(most x candidates x copies).</summary>
    /// <param name="table">Margins of all candidates.</param>
    /// <param name="most">How many fingerprints at most, at least 1.</param>
    /// <param name="fit">Whether a candidate may be chosen.</param>
    /// <returns>Numbers of candidates in the order chosen, fewer than asked when no other one adds anything. Each reveals the most copies that those before it do not;
    /// of several, the one that raises the copies' best margins (up to twice the tolerance) the most; of these, the first.</returns>
    public static IReadOnlyList<int> Choose(RevealTable table, int most, Func<int, bool> fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        double[] best = new double[table.Copies.Count];
        List<int> chosen = [];
        while (chosen.Count < most)
        {
            (int Candidate, int Revealed, double Raised) next = (-1, 0, 0);
            foreach (int candidate in Enumerable.Range(0, table.Candidates).Where(fit))
            {
                (int revealed, double raised) = Gain(best, table.Of(candidate));
                if (revealed > next.Revealed || (revealed == next.Revealed && raised > next.Raised))
                {
                    next = (candidate, revealed, raised);
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

    private static (int Revealed, double Raised) Gain(double[] best, ReadOnlySpan<double> margins)
    {
        int revealed = 0;
        double raised = 0;
        for (int copy = 0; copy < best.Length; copy++)
        {
            if (margins[copy] > best[copy])
            {
                revealed += best[copy] <= 1 && margins[copy] > 1 ? 1 : 0;
                raised += Math.Min(margins[copy], Enough) - Math.Min(best[copy], Enough);
            }
        }

        return (revealed, raised);
    }
}
