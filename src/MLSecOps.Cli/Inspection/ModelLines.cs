using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>What a model is, and how two differ, as people read it.</summary>
internal static class ModelLines
{
    private const int MostShown = 40;
    private const int MostValues = 6;

    /// <summary>The model in three lines.</summary>
    public static IEnumerable<Line> Of(ModelSummary model)
    {
        yield return $"model     {Number(model.Nodes)} nodes, {Number(model.Operators.Count)} operators, {Number(model.Parameters)} parameters; opsets {Some(model.Opsets.Select(opset => $"{ReportEntries.Domain(opset.Domain)} {Number(opset.Version)}"))}";
        yield return $"inputs    {Some(model.Inputs.Select(Text))}";
        yield return $"outputs   {Some(model.Outputs.Select(Text))}";
        if (model.External.Count > 0)
        {
            yield return $"external  {Some(model.External.Select(reference => reference.Location).Distinct(StringComparer.Ordinal))}";
        }
    }

    /// <summary>What differs, by subject; nothing for what is the same.</summary>
    public static IEnumerable<Line> Of(ModelDifference difference)
    {
        List<Line> lines = [];
        Section(lines, "interface", difference.Interface);
        Section(lines, "control flow", difference.ControlFlow);
        Section(lines, "new domains", difference.Domains);
        Section(lines, "operators", [.. Table.Align([.. difference.Operators.Select(change => new[]
        {
            $"{ReportEntries.Domain(change.Domain)}.{change.Name}",
            Number(change.Before).PadLeft(7),
            "->",
            Number(change.After),
        })])]);
        if (difference.Weights is { } weights)
        {
            Section(lines, "weights",
            [
                $"{Number(weights.Added)} added, {Number(weights.Removed)} removed, {Number(weights.Reshaped)} of another type or shape, {Number(weights.Changed)} changed, {Number(weights.Same)} the same",
                .. Table.Align([.. weights.Largest.Select(Row)]),
            ]);
        }

        return lines;
    }

    /// <summary>Whether nothing that was compared differs.</summary>
    public static bool Same(ModelDifference difference) =>
        difference is { Interface: [], Operators: [], ControlFlow: [], Domains: [] } and ({ Weights: null } or { Weights: { Added: 0, Removed: 0, Reshaped: 0, Changed: 0 } });

    private static string[] Row(WeightChange change) =>
    [
        change.Name,
        $"{Number(change.ElementsChanged)} of {Number(change.Elements)} elements",
        double.IsFinite(change.Norm) && double.IsFinite(change.DifferenceNorm)
            ? string.Create(CultureInfo.InvariantCulture, $"norm {change.Norm:G4}, difference {change.DifferenceNorm:G4}{(change.Norm > 0 ? $" ({change.DifferenceNorm / change.Norm:P1})" : "")}")
            : "no norm",
    ];

    private static void Section(List<Line> lines, string title, IReadOnlyList<string> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        lines.Add($"{title}:");
        lines.AddRange(rows.Take(MostShown).Select(row => new Line($"  {row}")));
        if (rows.Count > MostShown)
        {
            lines.Add($"  and {rows.Count - MostShown} more: --json lists them");
        }
    }

    private static string Text(ValueSummary value) => $"{value.Name} {value.Type} {value.Shape}";

    private static string Some(IEnumerable<string> texts)
    {
        string[] all = [.. texts.Take(MostValues + 1)];
        return all.Length == 0 ? "none" : all.Length > MostValues ? $"{string.Join(", ", all[..MostValues])} and more" : string.Join(", ", all);
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
