using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection;

/// <summary>What the worker answers to the job <c>inspect</c>. Untrusted: a hostile model may have taken the worker over.</summary>
/// <param name="Worker">Version of the worker.</param>
/// <param name="Gaps">What of its own lock-down the kernel could not give, one line each; empty when whole.</param>
/// <param name="Refusal">Why the model could not be inspected whole; null when it was. What was found until then is in <see cref="Findings"/>.</param>
/// <param name="Findings">What was found, the heaviest first, then by place.</param>
/// <param name="Model">What the model is; null when it could not be read.</param>
/// <param name="Difference">How it differs from the installed release; null when there was nothing to compare with.</param>
/// <param name="LeftOff">Findings beyond those that are listed: a model can have more than a report has room for.</param>
/// <param name="Shortened">Whether lists or texts about the model or its differences were cut to the report's limits.</param>
public sealed record InspectionReport(
    string Worker, IReadOnlyList<string> Gaps, Check? Refusal, IReadOnlyList<InspectionFinding> Findings, ModelSummary? Model, ModelDifference? Difference,
    int LeftOff = 0, bool Shortened = false)
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "mlsec.inspection-report/1";

    /// <summary>Whether a finding that is listed keeps the model from being installed. The heaviest are listed first, so that what is left off cannot change the answer.</summary>
    public bool Blocks => Findings.Any(finding => finding.Blocks);
}
