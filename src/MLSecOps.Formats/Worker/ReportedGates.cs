using System.Text.Json;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Gates in a report: what each counted.</summary>
internal static class ReportedGates
{
    private const int MaxGates = GateParser.MaxRobust + 1;
    private const int MaxGroups = 32;
    private const int MaxBounds = 4;

    private static readonly GateFigures Blank = new(GateKind.Labelled, "", "", 0, 0, 0, [], []);

    /// <summary>Reads gates; figures that do not fit each other are refused.</summary>
    public static List<GateFigures> Read(ref StrictJsonReader json) => json.Objects(
        MaxGates, ReportMembers.Gate, ReportMembers.GateRequired, Blank, static (ref json, gate, member) => member switch
        {
            0 => gate with { Kind = json.Text(16) switch { "labelled" => GateKind.Labelled, "robust" => GateKind.Robust, _ => throw new MalformedJsonException("labelled or robust") } },
            1 => gate with { Folder = json.Text(JobLimits.ReportTextLength) },
            2 => gate with { Rows = json.Whole(1, int.MaxValue) },
            3 => gate with { Correct = Count(ref json) },
            4 => gate with { MinAccuracy = json.Number(0, 1) },
            5 => gate with { Attack = json.Text(JobLimits.ReportTextLength) },
            6 => gate with { Groups = Groups(ref json) },
            _ => gate with { Bounds = Bounds(ref json) },
        }).ConvertAll(Whole);

    /// <summary>Writes the member; nothing where the suite has no gates.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<GateFigures> gates)
    {
        if (gates.Count == 0)
        {
            return;
        }

        json.WriteStartArray("gates");
        foreach (GateFigures gate in gates)
        {
            json.WriteStartObject();
            json.WriteString("kind", gate.Kind == GateKind.Robust ? "robust" : "labelled");
            json.WriteString("path", ReportTexts.Cut(gate.Folder));
            json.WriteNumber("rows", gate.Rows);
            json.WriteNumber("correct", gate.Correct);
            json.WriteNumber("min_accuracy", gate.MinAccuracy);
            json.WriteString("attack", ReportTexts.Cut(gate.Attack));
            json.WriteStartArray("groups");
            foreach (GroupFigures group in gate.Groups)
            {
                WriteGroup(json, group);
            }

            json.WriteEndArray();
            json.WriteStartArray("bounds");
            foreach (BoundFigures bound in gate.Bounds)
            {
                WriteBound(json, bound);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGroup(Utf8JsonWriter json, GroupFigures group)
    {
        json.WriteStartObject();
        json.WriteString("group", ReportTexts.Cut(group.Group));
        json.WriteNumber("rows", group.Rows);
        json.WriteNumber("correct", group.Correct);
        json.WriteNumber("positives", group.Positives);
        json.WriteNumber("true_positives", group.TruePositives);
        json.WriteNumber("false_positives", group.FalsePositives);
        json.WriteEndObject();
    }

    private static void WriteBound(Utf8JsonWriter json, BoundFigures bound)
    {
        json.WriteStartObject();
        json.WriteString("measure", FairnessMeasures.Name(bound.Measure));
        json.WriteNumber("limit", bound.Limit);
        json.WriteString("outcome", CheckOutcomes.Name(bound.Outcome));
        if (bound is { Found: { } found, Highest: { } highest, Lowest: { } lowest })
        {
            json.WriteNumber("found", found);
            json.WriteString("highest", ReportTexts.Cut(highest));
            json.WriteString("lowest", ReportTexts.Cut(lowest));
        }

        json.WriteEndObject();
    }

    private static List<GroupFigures> Groups(ref StrictJsonReader json) => json.Objects(
        MaxGroups, ReportMembers.Group, ReportMembers.GroupRequired, new GroupFigures("", 0, 0, 0, 0, 0), static (ref json, group, member) => member switch
        {
            0 => group with { Group = json.Text(JobLimits.ReportTextLength) },
            1 => group with { Rows = Count(ref json) },
            2 => group with { Correct = Count(ref json) },
            3 => group with { Positives = Count(ref json) },
            4 => group with { TruePositives = Count(ref json) },
            _ => group with { FalsePositives = Count(ref json) },
        });

    private static List<BoundFigures> Bounds(ref StrictJsonReader json) => json.Objects(
        MaxBounds, ReportMembers.Bound, ReportMembers.BoundRequired, new BoundFigures(FairnessMeasure.SelectionDifference, 0, CheckOutcome.NotRun, null, null, null),
        static (ref json, bound, member) => member switch
        {
            0 => bound with { Measure = FairnessMeasures.Find(json.Text(32)) ?? throw new MalformedJsonException("a measure") },
            1 => bound with { Limit = json.Number(0, 1) },
            2 => bound with { Outcome = CheckOutcomes.Find(json.Text(16)) ?? throw new MalformedJsonException("passed, failed or not_run") },
            3 => bound with { Found = json.Number(0, 1) },
            4 => bound with { Highest = json.Text(JobLimits.ReportTextLength) },
            _ => bound with { Lowest = json.Text(JobLimits.ReportTextLength) },
        });

    private static GateFigures Whole(GateFigures gate) =>
        gate.Correct <= gate.Rows
        && (gate.Groups.Count == 0 || (gate.Groups.Sum(group => group.Rows) == gate.Rows && gate.Groups.Sum(group => group.Correct) == gate.Correct))
        && gate.Groups.All(group => group.Correct <= group.Rows && group.Positives <= group.Rows && group.TruePositives <= group.Positives && group.FalsePositives <= group.Negatives)
        && gate.Bounds.All(bound => (bound.Found is null) == (bound.Highest is null) && (bound.Found is null) == (bound.Lowest is null))
            ? gate
            : throw new MalformedJsonException("figures that fit each other");

    private static long Count(ref StrictJsonReader json) => json.Whole(0, int.MaxValue);
}
