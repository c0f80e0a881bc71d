using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Inspection;
using MLSecOps.Core.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>Findings as a person reads them: severity, rule and place in one line; below it the evidence, the path of the data step by step, and the fix.</summary>
internal static class FindingLines
{
    private const int MostShown = 200;
    private const int MostSteps = 48;
    private const int Width = 100;
    private const string Below = "          ";

    /// <summary>The lines. A fix is said once, at the first finding under its rule.</summary>
    public static IEnumerable<Line> Of(IReadOnlyList<InspectionFinding> findings)
    {
        HashSet<InspectionRule> explained = [];
        foreach (InspectionFinding finding in findings.Take(MostShown))
        {
            foreach (Line line in Of(finding, explained.Add(finding.Rule)))
            {
                yield return line;
            }
        }

        if (findings.Count > MostShown)
        {
            yield return $"{Below}and {findings.Count - MostShown} more: --json lists them";
        }
    }

    private static IEnumerable<Line> Of(InspectionFinding finding, bool explain)
    {
        (string word, Tone tone) = finding switch
        {
            { Waiver: not null } => ("waived    ", Tone.Plain),
            { Severity: InspectionSeverity.Blocking } => ("BLOCKING  ", Tone.Bad),
            { Severity: InspectionSeverity.Warning } => ("WARNING   ", Tone.Open),
            _ => ("notice    ", Tone.Plain),
        };
        yield return new Line($"{finding.Rule.Id,-13} {finding.Location}", word, tone);
        string score = finding.Score is { } sure ? string.Create(CultureInfo.InvariantCulture, $" (score {sure:0.00})") : string.Empty;
        yield return $"{Below}{finding.Evidence}{score}";
        foreach (Line step in Path(finding.Path))
        {
            yield return step;
        }

        if (finding.Waiver is { } waiver)
        {
            yield return $"{Below}waived by the publisher: {waiver}";
        }
        else if (explain && finding.Severity > InspectionSeverity.Notice)
        {
            yield return $"{Below}attack: {finding.Rule.Technique.Id} {finding.Rule.Technique.Name}";
            foreach (string part in Wrapped(RulePages.Of(finding.Rule).Fix))
            {
                yield return part;
            }
        }
    }

    // The middle of a long path is left out: where it begins and where it ends say most.
    private static IEnumerable<Line> Path(IReadOnlyList<string> steps)
    {
        int tail = MostSteps / 2;
        for (int index = 0; index < steps.Count; index++)
        {
            if (steps.Count > MostSteps && index == tail)
            {
                yield return $"{Below}{Indent(index)}({steps.Count - MostSteps} steps left out)";
                index = steps.Count - tail;
            }

            yield return $"{Below}{Indent(Math.Min(index, tail))}{(index == 0 ? string.Empty : "-> ")}{steps[index]}";
        }
    }

    private static string Indent(int step) => new(' ', 2 * Math.Min(step + 1, 12));

    private static IEnumerable<string> Wrapped(string fix)
    {
        string line = $"{Below}fix:";
        foreach (string word in fix.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                yield return line;
                line = $"{Below}    ";
            }

            line = $"{line} {word}";
        }

        yield return line;
    }
}
