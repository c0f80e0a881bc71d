namespace MLSecOps.Hub.Page.Views;

/// <summary>Findings with one cause: the same reason about the same signed release of the same model. One bad push is one group with many devices.</summary>
/// <param name="Findings">At least one, worst first, then newest.</param>
public sealed record FindingGroup(IReadOnlyList<FindingRow> Findings)
{
    /// <summary>Stands for all: what they share is the same in it.</summary>
    public FindingRow First => Findings[0];

    /// <summary>How many devices.</summary>
    public int Devices => Findings.Select(row => row.Finding.Ueid).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Groups findings, worst group first, then the one with the newest finding.</summary>
    public static IReadOnlyList<FindingGroup> Of(IEnumerable<FindingRow> findings) =>
    [
        .. findings
            .GroupBy(row => (row.Finding.Reason, row.Finding.Model, row.Finding.Record?.ManifestDigest, row.Finding.Severity))
            .Select(group => new FindingGroup([.. group.OrderByDescending(row => row.Finding.Opened)]))
            .OrderBy(group => Text.Sign.RankOfSeverity(group.First.Finding.Severity))
            .ThenByDescending(group => group.First.Finding.Opened),
    ];
}
