using System.Text.Json;
using MLSecOps.Samples.FashionMnist.Onnx;

namespace MLSecOps.Samples.FashionMnist.Sanity;

/// <summary>suite.json, schema <c>mlsec.sanity/1</c>.</summary>
internal static class SuiteDocument
{
    private static readonly JsonWriterOptions _layout = new() { Indented = true, NewLine = "\n" };

    public static byte[] Write(IEnumerable<string> vectorPaths)
    {
        using var document = new MemoryStream();
        using (var json = new Utf8JsonWriter(document, _layout))
        {
            json.WriteStartObject();
            json.WriteString("schema", "mlsec.sanity/1");
            json.WriteStartArray("vectors");
            foreach (var path in vectorPaths)
            {
                json.WriteStartObject();
                json.WriteString("path", path);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteTolerances(json);
            json.WriteStartObject("determinism");
            json.WriteNumber("repeats", 2);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        document.WriteByte((byte)'\n');
        return document.ToArray();
    }

    // Wide enough for another summation order in float32, narrow enough to catch a changed weight.
    private static void WriteTolerances(Utf8JsonWriter json)
    {
        json.WriteStartArray("tolerances");
        json.WriteStartObject();
        json.WriteString("profile", "default");
        json.WriteString("output", OnnxModel.OutputName);
        json.WriteString("metric", "elementwise");
        json.WriteNumber("rtol", 0.001m);
        json.WriteNumber("atol", 0.0001m);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
