using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>How many changed copies fingerprints reveal.</summary>
/// <param name="Class">Of the flipped bits; null for all classes together.</param>
/// <param name="Copies">Changed copies of the class.</param>
/// <param name="Revealed">Of them, those that at least one fingerprint reveals.</param>
/// <param name="Ceiling">Of them, those that at least one of the inputs that it is compared with reveals: where it is the whole pool, no choice can do better.</param>
/// <param name="Exact">Of them, those that change a number of some fingerprint's answer by any bit: what bit-exact comparison on one machine can reveal at most.</param>
public sealed record FingerprintCoverage(BitClass? Class, int Copies, int Revealed, int Ceiling, int Exact)
{
    /// <summary>Counts; one row for each class that has copies, then one for all.</summary>
    /// <param name="table">Margins, of the copies that were chosen by or of fresh ones.</param>
    /// <param name="chosen">The fingerprints' numbers among the candidates.</param>
    public static IReadOnlyList<FingerprintCoverage> Of(RevealTable table, IReadOnlyList<int> chosen)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Of(table, chosen, [.. Enumerable.Range(0, table.Candidates)]);
    }

    /// <summary>The same, beside other inputs than the whole pool.</summary>
    /// <param name="table">Margins.</param>
    /// <param name="chosen">The fingerprints' numbers among the candidates.</param>
    /// <param name="beside">Numbers of the inputs that they are compared with.</param>
    public static IReadOnlyList<FingerprintCoverage> Of(RevealTable table, IReadOnlyList<int> chosen, IReadOnlyList<int> beside)
    {
        ArgumentNullException.ThrowIfNull(table);
        (BitClass Class, bool Revealed, bool Possible, bool Exact)[] copies =
            [.. table.Copies.Select((row, copy) => (row, table.IsRevealed(copy, chosen), table.IsRevealed(copy, beside), chosen.Any(candidate => table[candidate, copy] > 0)))];
        return
        [
            .. BitClasses.All.Where(row => table.Copies.Contains(row)).Select(row => Count(row, [.. copies.Where(copy => copy.Class == row)])),
            Count(null, copies),
        ];
    }

    private static FingerprintCoverage Count(BitClass? of, (BitClass Class, bool Revealed, bool Possible, bool Exact)[] copies) =>
        new(of, copies.Length, copies.Count(copy => copy.Revealed), copies.Count(copy => copy.Possible), copies.Count(copy => copy.Exact));
}
