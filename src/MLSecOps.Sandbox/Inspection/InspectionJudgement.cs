using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>What a report is worth. A worker that was taken over can leave a finding out; what it cannot do is pass by silence, by contradiction, or by speaking of what it was not given.</summary>
internal static class InspectionJudgement
{
    // Beyond the file once for its structure and once for what the rules look at: what a rule may read twice.
    private const long Rereading = 2 << 20;

    /// <summary>Reads a report and holds it against the job.</summary>
    /// <param name="bytes">The worker's standard output; untrusted.</param>
    /// <param name="request">What was asked.</param>
    /// <returns>The report, or one that says why it does not count.</returns>
    public static InspectionReport Judge(ReadOnlySpan<byte> bytes, InspectionRequest request)
    {
        if (!InspectionReportParser.Parse(bytes).TryGet(out InspectionReport? report, out FormatFault? fault))
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{fault.Found ?? "something else"} at byte {fault.Offset}");
            return Refused(Check.Fail("inspection.report", "worker", InspectionReasons.ReportMalformed, fault.Expected, at));
        }

        return Contradiction(report, request) is { } contradiction
            ? Refused(Check.Fail("inspection.report", "worker", InspectionReasons.ReportDisagrees, "a report that fits the job and itself", contradiction))
            : report;
    }

    /// <summary>A report of nothing but why there is none.</summary>
    public static InspectionReport Refused(Check check) => new(string.Empty, [], check, [], null, null);

    private static string? Contradiction(InspectionReport report, InspectionRequest request) =>
        OfRefusal(report) ?? OfFindings(report, request) ?? OfDifference(report, request) ?? (report.Model is { } model ? OfSummary(model, request.Model.File.Length) : null);

    private static string? OfRefusal(InspectionReport report) => report.Refusal?.Reason is { } reason
        && reason != SandboxReasons.NotLocked && !InspectionReasons.All.Contains(reason) ? $"a refusal for {reason}" : null;

    private static string? OfFindings(InspectionReport report, InspectionRequest request)
    {
        InspectionFinding? before = null;
        foreach (InspectionFinding finding in report.Findings)
        {
            string? fault =
                before is not null && Weight(finding) > Weight(before) ? $"{finding.Rule} after what weighs less: what is left off could be worse"
                : finding.Waiver is not null && request.Policy is null ? $"{finding.Rule} waived by nobody"
                : finding.Rule == InspectionRules.ExternalUnsigned && request.Files is null ? $"{finding.Rule} where nothing is signed"
                : finding.Rule == InspectionRules.BillOfMaterials && request.Bom is null ? $"{finding.Rule} without one"
                : null;
            if (fault is not null)
            {
                return fault;
            }

            before = finding;
        }

        return report is { LeftOff: > 0, Findings.Count: 0 } ? "findings left off, and none listed" : null;
    }

    private static string? OfDifference(InspectionReport report, InspectionRequest request) =>
        report.Difference is null ? null
        : request.Installed is null ? "a difference from nothing"
        : report.Model is null ? "a difference of a model that was not read"
        : report.Difference.Weights is not null && !request.CompareWeights ? "weights that were not to be compared"
        : null;

    // Each node, graph and tensor takes bytes of its own in the file.
    private static string? OfSummary(ModelSummary model, long length)
    {
        string? fault =
            model.StructureBytes > length ? $"a structure of {model.StructureBytes} bytes"
            : model.BytesRead > (2 * length) + Rereading ? $"{model.BytesRead} bytes read"
            : (long)model.Nodes + model.Graphs + model.Functions + model.Initializers > length ? $"{model.Nodes} nodes, {model.Initializers} tensors"
            : model.Operators.Sum(row => (long)row.Count) > model.Nodes ? "more operators than nodes"
            : null;
        return fault is null ? null : string.Create(CultureInfo.InvariantCulture, $"{fault} in a file of {length} bytes");
    }

    private static int Weight(InspectionFinding finding) => finding.Blocks ? int.MaxValue : (int)finding.Severity;
}
