using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Parts changed copies: by some inputs are chosen, on the others it is measured what they reveal, so that nothing is praised for what it was picked by.</summary>
/// <param name="ToChoose">The first copies of each class.</param>
/// <param name="ToMeasure">The others.</param>
public sealed record CopyHalves(RevealTable ToChoose, RevealTable ToMeasure)
{
    /// <summary>Parts.</summary>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="copies">The class of each copy; copies of one class one after another.</param>
    /// <param name="toChoose">How many of each class are there to choose by.</param>
    /// <param name="margin">The margin of a candidate on a copy.</param>
    public static CopyHalves Split(int candidates, IReadOnlyList<BitClass> copies, int toChoose, Func<int, int, double> margin)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(margin);
        ILookup<bool, int> parts = Enumerable.Range(0, copies.Count).GroupBy(copy => copies[copy])
            .SelectMany(row => row.Select((copy, number) => (copy, First: number < toChoose))).ToLookup(copy => copy.First, copy => copy.copy);
        return new CopyHalves(Table(parts[true]), Table(parts[false]));

        RevealTable Table(IEnumerable<int> some)
        {
            int[] rows = [.. some];
            var table = new RevealTable(candidates, [.. rows.Select(copy => copies[copy])]);
            for (int row = 0; row < rows.Length; row++)
            {
                for (int candidate = 0; candidate < candidates; candidate++)
                {
                    table[candidate, row] = margin(candidate, rows[row]);
                }
            }

            return table;
        }
    }
}
