using System.Buffers;
using System.Text.Json;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes <c>suite.json</c> as <see cref="SanitySuiteParser"/> reads it: vectors, tolerances, determinism and challenge. Gates, relations and bounds of latency are for people to state.</summary>
public static class SanitySuiteWriter
{
    /// <summary>Encodes a suite, indented, with a final line feed.</summary>
    public static ReadOnlyMemory<byte> Write(SanitySuite suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("schema", SanitySuiteParser.Schema);
        json.WriteStartArray("vectors");
        foreach (string vector in suite.Vectors)
        {
            json.WriteStartObject();
            json.WriteString("path", vector);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("tolerances");
        foreach (OutputTolerance row in suite.Tolerances)
        {
            json.WriteStartObject();
            json.WriteString("profile", row.Profile);
            json.WriteString("output", row.Output);
            json.WriteString("metric", Metrics.Name(row.Metric));
            json.WriteNumber("rtol", row.Relative);
            json.WriteNumber("atol", row.Absolute);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("determinism");
        json.WriteNumber("repeats", suite.Repeats);
        json.WriteEndObject();
        if (suite.Challenge is { } challenge)
        {
            json.WritePropertyName(SuiteChallengeWriter.Member);
            SuiteChallengeWriter.Write(json, challenge);
        }

        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
        return output.WrittenMemory;
    }
}
