using System.Buffers;
using System.Text.Json;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>Writes a report as the worker does: JSON of schema <see cref="InspectionReport.Schema"/>. Whatever the model holds, the reader takes the result: lists and texts are cut to its limits, and the report says that they were.</summary>
public static class InspectionReportWriter
{
    // Every list has its share of InspectionLimits.ReportBytes, so that none can crowd out the findings.
    private const int FindingsShare = 2 << 20;
    private const int PathShare = 64 << 10;
    private const int GapsShare = 64 << 10;

    /// <summary>Encodes a report, the findings that block first, then the heaviest.</summary>
    public static ReadOnlyMemory<byte> Write(InspectionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        var cut = new ReportCut(json);
        json.WriteStartObject();
        json.WriteString("schema", InspectionReport.Schema);
        cut.Text("worker", report.Worker);
        cut.List("gaps", report.Gaps, InspectionLimits.Gaps, GapsShare, cut.Element);
        // Cut by itself: a long path of a finding does not make the summary of the model less than whole.
        WriteFindings(json, new ReportCut(json), report);
        WriteRefusal(json, cut, report.Refusal);
        ReportedModel.Write(json, cut, report.Model);
        ReportedDifference.Write(json, cut, report.Difference);
        json.WriteBoolean("shortened", report.Shortened || cut.Happened);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void WriteFindings(Utf8JsonWriter json, ReportCut cut, InspectionReport report)
    {
        IReadOnlyList<InspectionFinding> findings = [.. report.Findings.OrderByDescending(finding => finding.Blocks).ThenByDescending(finding => finding.Severity)];
        int written = cut.Counted("findings", findings, InspectionLimits.Findings, FindingsShare, finding => WriteFinding(json, cut, finding));
        json.WriteNumber("left_off", (int)Math.Min(int.MaxValue, Math.Max(0, report.LeftOff) + (long)(findings.Count - written)));
    }

    private static void WriteFinding(Utf8JsonWriter json, ReportCut cut, InspectionFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule.Id);
        json.WriteString("severity", InspectionNames.Of(finding.Severity));
        cut.Text("location", finding.Location);
        cut.Text("evidence", finding.Evidence);
        if (finding.Path.Count > 0)
        {
            cut.List("path", finding.Path, InspectionLimits.PathSteps, PathShare, cut.Element);
        }

        if (finding.Score is { } score && double.IsFinite(score))
        {
            json.WriteNumber("score", Math.Clamp(score, 0, 1));
        }

        if (finding.Waiver is { } waiver)
        {
            cut.Text("waiver", waiver);
        }

        json.WriteEndObject();
    }

    private static void WriteRefusal(Utf8JsonWriter json, ReportCut cut, Check? refusal)
    {
        if (refusal is null)
        {
            return;
        }

        json.WriteStartObject("refusal");
        json.WriteString("id", refusal.Id);
        json.WriteString("outcome", CheckOutcomes.Name(refusal.Outcome));
        cut.Text("subject", refusal.Subject);
        json.WriteString("reason", refusal.Reason?.Code ?? InspectionReasons.NotRun.Code);
        if (refusal.Expected is { } expected)
        {
            cut.Text("expected", expected);
        }

        if (refusal.Found is { } found)
        {
            cut.Text("found", found);
        }

        json.WriteEndObject();
    }
}
