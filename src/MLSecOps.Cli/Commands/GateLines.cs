using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Cli.Commands;

/// <summary>Gates over labelled rows as people read them: accuracy, groups, and by how much each bound is kept or broken.</summary>
internal static class GateLines
{
    private static readonly string[] Header = ["group", "rows", "right", "selected", "tpr", "fpr"];

    /// <summary>The lines of all gates; none without gates. Texts come from outside.</summary>
    public static IEnumerable<Line> Of(IReadOnlyList<GateFigures> gates) => gates.SelectMany(Of);

    private static IEnumerable<Line> Of(GateFigures gate)
    {
        string attack = gate.Attack.Length == 0 ? "" : $" ({gate.Attack})";
        yield return $"gate      {gate.Folder}{attack}: accuracy {Number(gate.Accuracy)} over {gate.Rows} rows, at least {Number(gate.MinAccuracy)}: {Kept(gate.Accuracy - gate.MinAccuracy)}";
        if (gate.Groups.Count == 0)
        {
            yield break;
        }

        string[][] rows =
        [
            Header,
            .. gate.Groups.Select(group => new[]
            {
                group.Group, group.Rows.ToString(CultureInfo.InvariantCulture), group.Correct.ToString(CultureInfo.InvariantCulture),
                Number(group.SelectionRate), Number(group.TruePositiveRate), Number(group.FalsePositiveRate),
            }),
        ];
        foreach (string row in Table.Align(rows, "          "))
        {
            yield return row;
        }

        foreach (string row in Table.Align([.. gate.Bounds.Select(Bound)], "          "))
        {
            yield return row;
        }
    }

    private static string[] Bound(BoundFigures bound) =>
    [
        FairnessMeasures.Name(bound.Measure),
        $"{(bound.Measure == FairnessMeasure.SelectionRatio ? "at least" : "at most")} {Number(bound.Limit)}",
        bound is { Found: { } found, Margin: { } margin, Highest: { } highest, Lowest: { } lowest }
            ? $"{Number(found)} between {highest} and {lowest}: {(bound.Outcome == CheckOutcome.NotRun ? "not decided, a group has too few rows" : Kept(margin))}"
            : "not decided, too few rows to take it from",
    ];

    private static string Kept(double margin) => $"{(margin < 0 ? "broken" : "kept")} by {Number(Math.Abs(margin))}";

    private static string Number(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "-";
}
