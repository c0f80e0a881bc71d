using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Formats.Inspection;

/// <summary>Reads the report of an inspection. Strict and bounded: unknown members, rules and reasons, a finding that weighs more than its rule may, and lists and texts beyond the limits are refused.</summary>
public static class InspectionReportParser
{
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
        List<InspectionFinding> findings = json.Objects(
            InspectionLimits.Findings, InspectionNames.Finding, InspectionNames.FindingRequired, new InspectionFinding(InspectionRules.All[0], InspectionSeverity.Blocking, "", "", []),
            static (ref json, finding, member) => member switch
            {
                0 => finding with { Rule = InspectionRules.Find(json.Text(ReportedCheck.MaxIdLength)) ?? throw new MalformedJsonException("a rule of the catalogue") },
                1 => finding with { Severity = InspectionNames.Severity(json.Text(16)) ?? throw new MalformedJsonException("notice, warning or blocking") },
                2 => finding with { Location = Text(ref json) },
                3 => finding with { Evidence = Text(ref json) },
                4 => finding with { Path = json.Texts(InspectionLimits.PathSteps, InspectionLimits.TextLength) },
                5 => finding with { Score = json.Number(0, 1) },
                _ => finding with { Waiver = Text(ref json) },
            });
        return findings.Find(finding => finding.Severity > finding.Rule.Severity) is { Rule: var rule }
            ? throw new MalformedJsonException($"at most {InspectionNames.Of(rule.Severity)} under {rule}")
            : findings;
    }

    private static Check ReadRefusal(ref StrictJsonReader json)
    {
        Check refusal = ReportedCheck.Whole(json.Object(ReportMembers.Check, ReportMembers.CheckRequired, ReportedCheck.Empty, ReportedCheck.Read));
        return refusal.Outcome == CheckOutcome.Passed ? throw new MalformedJsonException("failed or not_run") : refusal;
    }

    private static string Text(ref StrictJsonReader json) => json.Text(InspectionLimits.TextLength);
}
