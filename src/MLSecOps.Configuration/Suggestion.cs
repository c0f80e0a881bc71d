namespace MLSecOps.Configuration;

/// <summary>Finds the word that somebody probably meant.</summary>
public static class Suggestion
{
    /// <summary>The candidate nearest to <paramref name="given"/> by edit distance (insert, delete, replace, swap of neighbours), if it is near enough to be a slip of the fingers.</summary>
    /// <param name="given">What was written; from outside, cut to 64 characters.</param>
    /// <param name="candidates">The words that exist.</param>
    /// <returns>The nearest candidate at distance at most a third of its length (at least 2); null when none is near.</returns>
    public static string? Nearest(string given, IEnumerable<string> candidates)
    {
        string text = given.Length > 64 ? given[..64] : given;
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = Distance(text, candidate);
            if (distance < bestDistance && distance <= Math.Max(2, candidate.Length / 3) && distance < candidate.Length)
            {
                best = candidate;
                bestDistance = distance;
            }
        }

        return best;
    }

    // Optimal string alignment; three rows, since a swap looks two rows back.
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1];
        int[] last = new int[b.Length + 1];
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
