using System.Text.Json;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>The summary of a model in a report.</summary>
internal static class ReportedModel
{
    // Of the report's bytes, for each list.
    private const int Share = 128 << 10;

    /// <summary>Writes it.</summary>
    internal static void Write(Utf8JsonWriter json, ReportCut cut, ModelSummary? model)
    {
        if (model is null)
        {
            return;
        }

        json.WriteStartObject("model");
        json.WriteNumber("ir_version", model.IrVersion);
        cut.Text("producer", model.Producer);
        cut.List("opsets", model.Opsets, InspectionLimits.Rows, Share, opset =>
        {
            json.WriteStartObject();
            cut.Text("domain", opset.Domain);
            json.WriteNumber("version", opset.Version);
            json.WriteEndObject();
        });
        cut.List("inputs", model.Inputs, InspectionLimits.Rows, Share, value => WriteValue(json, cut, value));
        cut.List("outputs", model.Outputs, InspectionLimits.Rows, Share, value => WriteValue(json, cut, value));
        cut.List("operators", model.Operators, InspectionLimits.Rows, Share, count =>
        {
            json.WriteStartObject();
            cut.Text("domain", count.Domain);
            cut.Text("name", count.Name);
            json.WriteNumber("count", count.Count);
            json.WriteEndObject();
        });
        json.WriteNumber("nodes", model.Nodes);
        json.WriteNumber("graphs", model.Graphs);
        json.WriteNumber("functions", model.Functions);
        json.WriteNumber("initializers", model.Initializers);
        json.WriteNumber("parameters", model.Parameters);
        cut.List("external", model.External, InspectionLimits.Rows, Share, reference =>
        {
            json.WriteStartObject();
            cut.Text("location", reference.Location);
            json.WriteNumber("offset", reference.Offset);
            json.WriteNumber("length", reference.Length);
            json.WriteEndObject();
        });
        json.WriteNumber("structure_bytes", model.StructureBytes);
        json.WriteNumber("bytes_read", model.BytesRead);
        json.WriteEndObject();
    }

    /// <summary>Reads it.</summary>
    internal static ModelSummary Read(ref StrictJsonReader json) => json.Object(
        InspectionNames.Model, InspectionNames.ModelRequired, new ModelSummary(0, "", [], [], [], [], 0, 0, 0, 0, 0, [], 0, 0), static (ref json, model, member) => member switch
        {
            0 => model with { IrVersion = Any(ref json) },
            1 => model with { Producer = Text(ref json) },
            2 => model with { Opsets = ReadOpsets(ref json) },
            3 => model with { Inputs = ReadValues(ref json) },
            4 => model with { Outputs = ReadValues(ref json) },
            5 => model with { Operators = ReadOperators(ref json) },
            6 => model with { Nodes = Count(ref json) },
            7 => model with { Graphs = Count(ref json) },
            8 => model with { Functions = Count(ref json) },
            9 => model with { Initializers = Count(ref json) },
            10 => model with { Parameters = json.Whole(0, long.MaxValue) },
            11 => model with { External = ReadExternal(ref json) },
            12 => model with { StructureBytes = json.Whole(0, long.MaxValue) },
            _ => model with { BytesRead = json.Whole(0, long.MaxValue) },
        });

    private static void WriteValue(Utf8JsonWriter json, ReportCut cut, ValueSummary value)
    {
        json.WriteStartObject();
        cut.Text("name", value.Name);
        cut.Text("type", value.Type);
        cut.Text("shape", value.Shape);
        json.WriteEndObject();
    }

    private static List<OpsetSummary> ReadOpsets(ref StrictJsonReader json) => json.Objects(
        InspectionLimits.Rows, InspectionNames.Opset, InspectionNames.OpsetRequired, new OpsetSummary("", 0),
        static (ref json, row, member) => member == 0 ? row with { Domain = Text(ref json) } : row with { Version = Any(ref json) });

    private static List<ValueSummary> ReadValues(ref StrictJsonReader json) => json.Objects(
        InspectionLimits.Rows, InspectionNames.Value, InspectionNames.ValueRequired, new ValueSummary("", "", ""), static (ref json, row, member) => member switch
        {
            0 => row with { Name = Text(ref json) },
            1 => row with { Type = Text(ref json) },
            _ => row with { Shape = Text(ref json) },
        });

    private static List<OperatorCount> ReadOperators(ref StrictJsonReader json) => json.Objects(
        InspectionLimits.Rows, InspectionNames.Operator, InspectionNames.OperatorRequired, new OperatorCount("", "", 0), static (ref json, row, member) => member switch
        {
            0 => row with { Domain = Text(ref json) },
            1 => row with { Name = Text(ref json) },
            _ => row with { Count = Count(ref json) },
        });

    private static List<ExternalReference> ReadExternal(ref StrictJsonReader json) => json.Objects(
        InspectionLimits.Rows, InspectionNames.External, InspectionNames.ExternalRequired, new ExternalReference("", 0, 0), static (ref json, row, member) => member switch
        {
            0 => row with { Location = Text(ref json) },
            1 => row with { Offset = Any(ref json) },
            _ => row with { Length = Any(ref json) },
        });

    private static string Text(ref StrictJsonReader json) => json.Text(InspectionLimits.TextLength);

    private static int Count(ref StrictJsonReader json) => (int)json.Whole(0, int.MaxValue);

    // What the model states itself can be any number, and is shown as it is.
    private static long Any(ref StrictJsonReader json) => json.Whole(long.MinValue, long.MaxValue);
}
