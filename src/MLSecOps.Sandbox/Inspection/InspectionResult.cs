using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>What an inspection found.</summary>
/// <param name="Report">The worker's report, judged, with what the launcher found out about files on disk. Where there is no report that counts, it holds nothing but why (<see cref="InspectionReport.Refusal"/>). Texts come from the model: untrusted.</param>
/// <param name="Coverage">What kept the worker in, as launcher and kernel saw it.</param>
public sealed record InspectionResult(InspectionReport Report, SandboxCoverage Coverage)
{
    /// <summary>Trusted: inspected whole, and nothing blocks. Rejected: something blocks, or what the publisher says about the inspection cannot be read. Inconclusive: not inspected.</summary>
    /// <remarks>What blocks comes before what could not be read: an archive is no model, and that is its finding.</remarks>
    public TrustVerdict Verdict => TrustVerdict.From(Checks, InspectionReasons.NotRun);

    private IReadOnlyList<Check> Checks =>
    [
        .. Report.Findings.Where(finding => finding.Blocks).Take(1).Select(finding => Check.Fail(
            "inspection.rules", $"{finding.Rule} {finding.Location}", InspectionReasons.Blocked, "nothing that blocks", Count(finding))),
        .. Report.Refusal is { } refusal ? [refusal] : Array.Empty<Check>(),
        .. Report.Refusal is null && !Report.Blocks ? [Check.Pass("inspection.rules", "model")] : Array.Empty<Check>(),
    ];

    private string Count(InspectionFinding first)
    {
        int more = Report.Findings.Count(finding => finding.Blocks) - 1;
        return more == 0 ? first.Evidence : $"{first.Evidence} (and {more} more)";
    }
}
