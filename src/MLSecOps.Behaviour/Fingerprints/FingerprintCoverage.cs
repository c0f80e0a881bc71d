using MLSecOps.Core.Fingerprints;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>How many changed copies fingerprints reveal.</summary>
/// <param name="Class">Of the flipped bits; null for all classes together.</param>
/// <param name="Copies">Changed copies of the class.</param>
/// <param name="Revealed">Of them, those that at least one fingerprint reveals.</param>
/// <param name="Ceiling">Of them, those that at least one candidate of the whole pool reveals: no choice can do better.</param>
public sealed record FingerprintCoverage(BitClass? Class, int Copies, int Revealed, int Ceiling)
{
    /// <summary>Counts; one row for each class that has copies, then one for all.</summary>
    /// <param name="table">Margins, of the copies that were chosen by or of fresh ones.</param>
    /// <param name="chosen">The fingerprints' numbers among the candidates.</param>
    public static IReadOnlyList<FingerprintCoverage> Of(RevealTable table, IReadOnlyList<int> chosen)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] all = [.. Enumerable.Range(0, table.Candidates)];
        (BitClass Class, bool Revealed, bool Possible)[] copies =
            [.. table.Copies.Select((row, copy) => (row, table.IsRevealed(copy, chosen), table.IsRevealed(copy, all)))];
        return
        [
            .. BitClasses.All.Where(row => table.Copies.Contains(row)).Select(row => Count(row, [.. copies.Where(copy => copy.Class == row)])),
            Count(null, copies),
        ];
    }

    private static FingerprintCoverage Count(BitClass? of, (BitClass Class, bool Revealed, bool Possible)[] copies) =>
        new(of, copies.Length, copies.Count(copy => copy.Revealed), copies.Count(copy => copy.Possible));
}
