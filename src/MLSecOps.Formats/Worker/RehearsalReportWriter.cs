using System.Buffers;
using System.Text.Json;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes a report as the worker does: JSON, text cut to the reader's limits, numbers that are not finite left out.</summary>
public static class RehearsalReportWriter
{
    /// <summary>Encodes a report.</summary>
    public static ReadOnlyMemory<byte> Write(RehearsalReport report)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("schema", RehearsalReport.Schema);
        WriteEngine(json, report.Engine);
        WriteTexts(json, "gaps", report.Gaps);
        WriteChecks(json, report.Outcome.Checks);
        json.WriteStartArray("outputs");
        foreach (OutputComparison comparison in report.Outcome.Comparisons.Take(JobLimits.ReportRows))
        {
            WriteOutput(json, comparison);
        }

        json.WriteEndArray();
        WriteLatency(json, report.Outcome.Latency);
        ReportedGates.Write(json, report.Outcome.Gates);
        ReportedAnswers.Write(json, report.Outcome.Answers);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteEngine(Utf8JsonWriter json, EngineDescription engine)
    {
        json.WriteStartObject("engine");
        WriteText(json, "worker", engine.Worker);
        WriteText(json, "runtime", engine.Runtime);
        WriteText(json, "onnx_runtime", engine.OnnxRuntime);
        WriteText(json, "provider", engine.Provider);
        WriteTexts(json, "providers", engine.Providers);
        WriteText(json, "architecture", engine.Architecture);
        WriteText(json, "profile", engine.Profile);
        WriteText(json, "cpu", engine.Cpu);
        json.WriteEndObject();
    }

    private static void WriteChecks(Utf8JsonWriter json, IReadOnlyList<Check> checks)
    {
        json.WriteStartArray("checks");
        foreach (Check check in checks.Take(JobLimits.ReportRows))
        {
            json.WriteStartObject();
            json.WriteString("id", check.Id);
            json.WriteString("outcome", CheckOutcomes.Name(check.Outcome));
            WriteText(json, "subject", check.Subject);
            WriteText(json, "reason", check.Reason?.Code);
            WriteText(json, "expected", check.Expected);
            WriteText(json, "found", check.Found);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteOutput(Utf8JsonWriter json, OutputComparison row)
    {
        json.WriteStartObject();
        WriteText(json, "vector", row.Vector);
        WriteText(json, "output", row.Output);
        json.WriteString("type", ElementTypes.Name(row.Type));
        WriteText(json, "profile", row.Tolerance.Profile);
        json.WriteString("metric", Metrics.Name(row.Tolerance.Metric));
        json.WriteNumber("rtol", row.Tolerance.Relative);
        json.WriteNumber("atol", row.Tolerance.Absolute);
        json.WriteNumber("min_cosine", row.Tolerance.MinCosine);
        json.WriteNumber("min_agreement", row.Tolerance.MinAgreement);
        json.WriteBoolean("passed", row.Passed);
        json.WriteNumber("elements", row.Elements);
        json.WriteNumber("mismatches", row.Mismatches);
        json.WriteNumber("rows", row.Rows);
        json.WriteNumber("rows_agreeing", row.RowsAgreeing);
        if (row.Worst is { } worst)
        {
            json.WriteStartObject("worst");
            json.WriteNumber("index", worst.Index);
            WriteText(json, "expected", worst.Expected);
            WriteText(json, "actual", worst.Actual);
            json.WriteEndObject();
        }

        WriteNumber(json, "max_abs", row.MaxAbsolute);
        WriteNumber(json, "max_rel", row.MaxRelative);
        WriteNumber(json, "max_ulp", row.MaxUlp);
        WriteNumber(json, "cosine", row.Cosine);
        WriteNumber(json, "required_atol", row.RequiredAbsolute);
        WriteNumber(json, "required_rtol", row.RequiredRelative);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, LatencySummary? latency)
    {
        if (latency is null)
        {
            return;
        }

        json.WriteStartObject("latency");
        json.WriteNumber("runs", latency.Runs);
        json.WriteNumber("min_us", latency.MinMicroseconds);
        json.WriteNumber("p50_us", latency.P50Microseconds);
        json.WriteNumber("p99_us", latency.P99Microseconds);
        json.WriteNumber("max_us", latency.MaxMicroseconds);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts.Take(ReportTexts.MaxCount))
        {
            json.WriteStringValue(ReportTexts.Cut(text));
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, ReportTexts.Cut(text));
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
    }

    // As text: beyond 2^53 a JSON number is not exact everywhere.
    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } number)
        {
            json.WriteString(name, number.ToString());
        }
    }
}
