using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads the report of an inspection. Strict and bounded: unknown members, rules and reasons, a finding that weighs more than its rule may, and lists and texts beyond the limits are refused.</summary>
public static class InspectionReportParser
{
    private const int MaxIdLength = 64;

    /// <summary>Reads a report of at most <see cref="InspectionLimits.ReportBytes"/> bytes. Input is untrusted; so are all texts in the result.</summary>
    public static Parsed<InspectionReport> Parse(ReadOnlySpan<byte> input) =>
        StrictJsonReader.Parse(input, InspectionLimits.ReportBytes, InspectionReasons.ReportMalformed, ReadReport);

    private static InspectionReport ReadReport(ref StrictJsonReader json)
    {
        var report = new InspectionReport("", [], null, [], null, null);
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(InspectionNames.Report, ref seen, out int member))
        {
            switch (member)
            {
                case 0: json.Constant(InspectionReport.Schema); break;
                case 1: report = report with { Worker = Text(ref json) }; break;
                case 2: report = report with { Gaps = json.Texts(InspectionLimits.Gaps, InspectionLimits.TextLength) }; break;
                case 3: report = report with { Findings = ReadFindings(ref json) }; break;
                case 4: report = report with { LeftOff = (int)json.Whole(0, int.MaxValue) }; break;
                case 5: report = report with { Shortened = json.Truth() }; break;
                case 6: report = report with { Refusal = ReadRefusal(ref json) }; break;
                case 7: report = report with { Model = ReportedModel.Read(ref json) }; break;
                default: report = report with { Difference = ReportedDifference.Read(ref json) }; break;
            }
        }

        StrictJsonReader.Require(InspectionNames.Report, seen, InspectionNames.ReportRequired);
        return report.Model is not null || report.Refusal is not null ? report : throw new MalformedJsonException("what the model is, or why it could not be inspected");
    }

    private static List<InspectionFinding> ReadFindings(ref StrictJsonReader json)
    {
        List<InspectionFinding> findings = [];
        json.StartArray();
        while (json.TryNextObject())
        {
            InspectionFinding finding = ReadFinding(ref json);
            findings.Add(findings.Count < InspectionLimits.Findings ? finding : throw new MalformedJsonException($"at most {InspectionLimits.Findings} findings"));
        }

        return findings;
    }

    private static InspectionFinding ReadFinding(ref StrictJsonReader json)
    {
        InspectionRule? rule = null;
        InspectionSeverity severity = InspectionSeverity.Blocking;
        string location = "", evidence = "";
        IReadOnlyList<string> path = [];
        double? score = null;
        string? waiver = null;
        uint seen = 0;
        while (json.TryNextMember(InspectionNames.Finding, ref seen, out int member))
        {
            switch (member)
            {
                case 0: rule = InspectionRules.Find(json.Text(MaxIdLength)) ?? throw new MalformedJsonException("a rule of the catalogue"); break;
                case 1: severity = InspectionNames.Severity(json.Text(16)) ?? throw new MalformedJsonException("notice, warning or blocking"); break;
                case 2: location = Text(ref json); break;
                case 3: evidence = Text(ref json); break;
                case 4: path = json.Texts(InspectionLimits.PathSteps, InspectionLimits.TextLength); break;
                case 5: score = json.Number(0, 1); break;
                default: waiver = Text(ref json); break;
            }
        }

        StrictJsonReader.Require(InspectionNames.Finding, seen, InspectionNames.FindingRequired);
        return severity <= rule!.Severity
            ? new InspectionFinding(rule, severity, location, evidence, path, score, waiver)
            : throw new MalformedJsonException($"at most {InspectionNames.Of(rule.Severity)} under {rule}");
    }

    private static Check ReadRefusal(ref StrictJsonReader json)
    {
        var check = new Check("", CheckOutcome.NotRun, "");
        uint seen = 0;
        json.StartObject();
        while (json.TryNextMember(InspectionNames.Refusal, ref seen, out int member))
        {
            check = member switch
            {
                0 => check with { Id = Id(json.Text(MaxIdLength)) },
                1 => check with { Outcome = CheckOutcomes.Find(json.Text(16)) is { } outcome and not CheckOutcome.Passed ? outcome : throw new MalformedJsonException("failed or not_run") },
                2 => check with { Subject = Text(ref json) },
                3 => check with { Reason = ReasonCatalogue.Find(json.Text(MaxIdLength)) ?? throw new MalformedJsonException("a reason of the catalogue") },
                4 => check with { Expected = Text(ref json) },
                _ => check with { Found = Text(ref json) },
            };
        }

        StrictJsonReader.Require(InspectionNames.Refusal, seen, InspectionNames.RefusalRequired);
        return check;
    }

    private static string Id(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789._-") ? text : throw new MalformedJsonException("a check's id");

    private static string Text(ref StrictJsonReader json) => json.Text(InspectionLimits.TextLength);
}
