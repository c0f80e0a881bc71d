using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes a report of the job <c>reveal</c>, integers and margins little-endian.</summary>
/// <remarks>
/// <code>
/// report = "MLSECRV1" u32:report-bytes report u32:interface-bytes interface margins
/// </code>
/// The report is that of a rehearsal without outputs, the interface JSON, margins binary32 to the end. A part that is absent has no bytes.
/// </remarks>
public static class RevealReportWriter
{
    /// <summary>Encodes a report.</summary>
    public static ReadOnlyMemory<byte> Write(RevealReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var output = new ArrayBufferWriter<byte>();
        output.Write(RevealReportParser.Magic);
        Part(output, RehearsalReportWriter.Write(report.Report).Span);
        Part(output, report.Interface is { } known ? Interface(known, report.Margins) : default);
        if (report.Margins is { } margins)
        {
            foreach (float margin in margins.Values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), margin);
                output.Advance(sizeof(float));
            }
        }

        return output.WrittenMemory;
    }

    private static void Part(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), content.Length);
        output.Advance(sizeof(int));
        output.Write(content);
    }

    private static ReadOnlySpan<byte> Interface(ModelInterface known, RevealedMargins? margins)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        Values(json, "inputs", known.Inputs);
        Values(json, "outputs", known.Outputs);
        if (margins is not null)
        {
            json.WriteNumber("samples", margins.Samples);
            json.WriteStartObject("copies");
            foreach (BitClass of in BitClasses.All)
            {
                json.WriteNumber(BitClasses.Name(of), margins.Copies.Count(copy => copy == of));
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan;
    }

    private static void Values(Utf8JsonWriter json, string name, IReadOnlyList<ModelValue> values)
    {
        json.WriteStartArray(name);
        foreach (ModelValue value in values)
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            json.WriteString("type", ElementTypes.Name(value.Type));
            json.WriteStartArray("shape");
            foreach (long dimension in value.Shape)
            {
                json.WriteNumberValue(dimension);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
