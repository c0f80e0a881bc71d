using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Splits changed copies in two: by the one half inputs are chosen, on the other it is measured what they reveal, so that nothing is praised for what it was picked by.</summary>
/// <param name="ToChoose">Every other copy of each class, from the first on.</param>
/// <param name="ToMeasure">The others.</param>
public sealed record CopyHalves(RevealTable ToChoose, RevealTable ToMeasure)
{
    /// <summary>Splits.</summary>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="copies">The class of each copy; copies of one class one after another.</param>
    /// <param name="margin">The margin of a candidate on a copy.</param>
    public static CopyHalves Split(int candidates, IReadOnlyList<BitClass> copies, Func<int, int, double> margin)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(margin);
        int[] even = [.. Enumerable.Range(0, copies.Count).Where(copy => copy % 2 == 0)], odd = [.. Enumerable.Range(0, copies.Count).Where(copy => copy % 2 == 1)];
        return new CopyHalves(Table(even), Table(odd));

        RevealTable Table(int[] some)
        {
            var table = new RevealTable(candidates, [.. some.Select(copy => copies[copy])]);
            for (int row = 0; row < some.Length; row++)
            {
                for (int candidate = 0; candidate < candidates; candidate++)
                {
                    table[candidate, row] = margin(candidate, some[row]);
                }
            }

            return table;
        }
    }
}
