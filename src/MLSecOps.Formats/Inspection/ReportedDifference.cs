using System.Text.Json;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>The difference of two models in a report.</summary>
internal static class ReportedDifference
{
    // Of the report's bytes, for each list.
    private const int Share = 96 << 10;

    /// <summary>Writes it.</summary>
    internal static void Write(Utf8JsonWriter json, ReportCut cut, ModelDifference? difference)
    {
        if (difference is null)
        {
            return;
        }

        json.WriteStartObject("difference");
        cut.List("interface", difference.Interface, InspectionLimits.Rows, Share, cut.Element);
        cut.List("operators", difference.Operators, InspectionLimits.Rows, Share, change =>
        {
            json.WriteStartObject();
            cut.Text("domain", change.Domain);
            cut.Text("name", change.Name);
            json.WriteNumber("before", change.Before);
            json.WriteNumber("after", change.After);
            json.WriteEndObject();
        });
        cut.List("control_flow", difference.ControlFlow, InspectionLimits.Rows, Share, cut.Element);
        cut.List("domains", difference.Domains, InspectionLimits.Rows, Share, cut.Element);
        WriteWeights(json, cut, difference.Weights);
        json.WriteEndObject();
    }

    /// <summary>Reads it.</summary>
    internal static ModelDifference Read(ref StrictJsonReader json) => json.Object(
        InspectionNames.Difference, InspectionNames.DifferenceRequired, new ModelDifference([], [], [], [], null), static (ref json, difference, member) => member switch
        {
            0 => difference with { Interface = Texts(ref json) },
            1 => difference with { Operators = ReadChanges(ref json) },
            2 => difference with { ControlFlow = Texts(ref json) },
            3 => difference with { Domains = Texts(ref json) },
            _ => difference with { Weights = ReadWeights(ref json) },
        });

    private static void WriteWeights(Utf8JsonWriter json, ReportCut cut, WeightDifference? weights)
    {
        if (weights is null)
        {
            return;
        }

        json.WriteStartObject("weights");
        json.WriteNumber("added", weights.Added);
        json.WriteNumber("removed", weights.Removed);
        json.WriteNumber("reshaped", weights.Reshaped);
        json.WriteNumber("changed", weights.Changed);
        json.WriteNumber("same", weights.Same);
        cut.List("largest", weights.Largest, InspectionLimits.LargestChanges, Share, change =>
        {
            json.WriteStartObject();
            cut.Text("name", change.Name);
            json.WriteNumber("elements", change.Elements);
            json.WriteNumber("elements_changed", change.ElementsChanged);
            WriteNorm(json, "norm", change.Norm);
            WriteNorm(json, "difference_norm", change.DifferenceNorm);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    // Weights may hold infinities, and some types have no norm: what JSON has no number for is left out.
    private static void WriteNorm(Utf8JsonWriter json, string name, double norm)
    {
        if (double.IsFinite(norm) && norm >= 0)
        {
            json.WriteNumber(name, norm);
        }
    }

    private static List<OperatorChange> ReadChanges(ref StrictJsonReader json) => json.Objects(
        InspectionLimits.Rows, InspectionNames.Change, InspectionNames.ChangeRequired, new OperatorChange("", "", 0, 0), static (ref json, row, member) => member switch
        {
            0 => row with { Domain = json.Text(InspectionLimits.TextLength) },
            1 => row with { Name = json.Text(InspectionLimits.TextLength) },
            2 => row with { Before = Count(ref json) },
            _ => row with { After = Count(ref json) },
        });

    private static WeightDifference ReadWeights(ref StrictJsonReader json) => json.Object(
        InspectionNames.Weights, InspectionNames.WeightsRequired, new WeightDifference(0, 0, 0, 0, 0, []), static (ref json, weights, member) => member switch
        {
            0 => weights with { Added = Count(ref json) },
            1 => weights with { Removed = Count(ref json) },
            2 => weights with { Reshaped = Count(ref json) },
            3 => weights with { Changed = Count(ref json) },
            4 => weights with { Same = Count(ref json) },
            _ => weights with { Largest = ReadLargest(ref json) },
        });

    private static List<WeightChange> ReadLargest(ref StrictJsonReader json)
    {
        List<WeightChange> rows = json.Objects(
            InspectionLimits.LargestChanges, InspectionNames.Weight, InspectionNames.WeightRequired, new WeightChange("", 0, 0, double.NaN, double.NaN),
            static (ref json, row, member) => member switch
            {
                0 => row with { Name = json.Text(InspectionLimits.TextLength) },
                1 => row with { Elements = json.Whole(0, long.MaxValue) },
                2 => row with { ElementsChanged = json.Whole(0, long.MaxValue) },
                3 => row with { Norm = json.Number(0, double.MaxValue) },
                _ => row with { DifferenceNorm = json.Number(0, double.MaxValue) },
            });
        return rows.TrueForAll(row => row.ElementsChanged <= row.Elements) ? rows : throw new MalformedJsonException("no more changed elements than there are");
    }

    private static IReadOnlyList<string> Texts(ref StrictJsonReader json) => json.Texts(InspectionLimits.Rows, InspectionLimits.TextLength);

    private static int Count(ref StrictJsonReader json) => (int)json.Whole(0, int.MaxValue);
}
