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
    internal static ModelSummary Read(ref StrictJsonReader json)
    {
        var model = new ModelSummary(0, "", [], [], [], [], 0, 0, 0, 0, 0, [], 0, 0);
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(InspectionNames.Model, ref seen, out int member))
        {
            model = member switch
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
            };
        }

        StrictJsonReader.Require(InspectionNames.Model, seen, InspectionNames.ModelRequired);
        return model;
    }

    private static void WriteValue(Utf8JsonWriter json, ReportCut cut, ValueSummary value)
    {
        json.WriteStartObject();
        cut.Text("name", value.Name);
        cut.Text("type", value.Type);
        cut.Text("shape", value.Shape);
        json.WriteEndObject();
    }

    private static List<OpsetSummary> ReadOpsets(ref StrictJsonReader json)
    {
        List<OpsetSummary> rows = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            var row = new OpsetSummary("", 0);
            uint seen = 0;
            while (json.TryNextMember(InspectionNames.Opset, ref seen, out int member))
            {
                row = member == 0 ? row with { Domain = Text(ref json) } : row with { Version = Any(ref json) };
            }

            StrictJsonReader.Require(InspectionNames.Opset, seen, InspectionNames.OpsetRequired);
            Add(rows, row);
        }

        return rows;
    }

    private static List<ValueSummary> ReadValues(ref StrictJsonReader json)
    {
        List<ValueSummary> rows = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            var row = new ValueSummary("", "", "");
            uint seen = 0;
            while (json.TryNextMember(InspectionNames.Value, ref seen, out int member))
            {
                string text = Text(ref json);
                row = member switch
                {
                    0 => row with { Name = text },
                    1 => row with { Type = text },
                    _ => row with { Shape = text },
                };
            }

            StrictJsonReader.Require(InspectionNames.Value, seen, InspectionNames.ValueRequired);
            Add(rows, row);
        }

        return rows;
    }

    private static List<OperatorCount> ReadOperators(ref StrictJsonReader json)
    {
        List<OperatorCount> rows = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            var row = new OperatorCount("", "", 0);
            uint seen = 0;
            while (json.TryNextMember(InspectionNames.Operator, ref seen, out int member))
            {
                row = member switch
                {
                    0 => row with { Domain = Text(ref json) },
                    1 => row with { Name = Text(ref json) },
                    _ => row with { Count = Count(ref json) },
                };
            }

            StrictJsonReader.Require(InspectionNames.Operator, seen, InspectionNames.OperatorRequired);
            Add(rows, row);
        }

        return rows;
    }

    private static List<ExternalReference> ReadExternal(ref StrictJsonReader json)
    {
        List<ExternalReference> rows = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            var row = new ExternalReference("", 0, 0);
            uint seen = 0;
            while (json.TryNextMember(InspectionNames.External, ref seen, out int member))
            {
                row = member switch
                {
                    0 => row with { Location = Text(ref json) },
                    1 => row with { Offset = Any(ref json) },
                    _ => row with { Length = Any(ref json) },
                };
            }

            StrictJsonReader.Require(InspectionNames.External, seen, InspectionNames.ExternalRequired);
            Add(rows, row);
        }

        return rows;
    }

    private static void Add<T>(List<T> rows, T row) =>
        rows.Add(rows.Count < InspectionLimits.Rows ? row : throw new MalformedJsonException($"at most {InspectionLimits.Rows} elements"));

    private static string Text(ref StrictJsonReader json) => json.Text(InspectionLimits.TextLength);

    private static int Count(ref StrictJsonReader json) => (int)json.Whole(0, int.MaxValue);

    // What the model states itself can be any number, and is shown as it is.
    private static long Any(ref StrictJsonReader json) => json.Whole(long.MinValue, long.MaxValue);
}
