using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>What an inspection came to: 0 where nothing blocks, 3 where something does, the refusal's own code (mostly 4) where the model could not be inspected.</summary>
/// <param name="File">The file as given.</param>
/// <param name="Member">The model's path in the package; null for a loose file.</param>
/// <param name="Report">What the worker said.</param>
/// <param name="Sandbox">Which layers held the worker.</param>
/// <param name="Elapsed">Wall time.</param>
internal sealed record InspectionOutcome(string File, string? Member, InspectionReport Report, IReadOnlyList<SandboxLayer> Sandbox, TimeSpan Elapsed)
{
    private const string WhenBlocked = "If the model comes from outside, ask for its origin. If it is yours and right, waive the place in inspection.json and say why.";

    /// <summary>The failure that the report amounts to; null when nothing blocks.</summary>
    /// <remarks>What blocks comes before what could not be read: an archive is no model, and that is its finding.</remarks>
    public Failure? Failure => Report.Findings.FirstOrDefault(finding => finding.Blocks) is { } first
        ? new Failure(InspectionReasons.Blocked, $"{File}: {Plural(Blocking, "finding")} that block{(Blocking == 1 ? "s" : "")}", $"{first.Rule} at {first.Location}: {first.Evidence}", WhenBlocked)
        : Report.Refusal is { Reason: { } reason } refusal ? new Failure(reason, $"{File} could not be inspected: {reason.Title}", refusal.Difference)
        : null;

    private int Blocking => Report.Findings.Count(finding => finding.Blocks);

    /// <summary>Lines and document.</summary>
    public Outcome Shown()
    {
        IReadOnlyList<InspectionFinding> findings = Report.Findings;
        int warnings = Count(InspectionSeverity.Warning), notices = Count(InspectionSeverity.Notice), waived = findings.Count(finding => finding.Waiver is not null);
        Failure? failure = Failure;
        InspectDocument document = new()
        {
            Schema = Schemas.Inspect,
            Ok = true,
            Result = Blocking > 0 ? "blocked" : failure is null ? "clean" : "not_inspected",
            File = File,
            Member = Member,
            Blocking = Blocking,
            Warnings = warnings,
            Notices = notices,
            Waived = waived,
            LeftOff = Report.LeftOff,
            Shortened = Report.Shortened,
            Findings = [.. findings.Select(InspectionEntry.Of)],
            Checks = Report.Refusal is { } refusal ? [CheckEntry.Of(refusal)] : [],
            Model = ReportEntries.Of(Report.Model),
            Difference = ReportEntries.Of(Report.Difference),
            Worker = Report.Worker,
            Sandbox = Sandbox,
            ElapsedMs = (long)Elapsed.TotalMilliseconds,
        };
        List<Line> lines = [.. FindingLines.Of(findings)];
        if (lines.Count > 0)
        {
            lines.Add(string.Empty);
        }

        if (Report.Model is { } model)
        {
            lines.AddRange(ModelLines.Of(model));
        }

        lines.Add($"sandbox   {string.Join(", ", Sandbox.Where(layer => layer.Active).Select(layer => layer.Layer))}");
        string left = Report.LeftOff > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Report.LeftOff} more left off") : string.Empty;
        string counts = $"{Plural(Blocking, "blocking finding")}, {Plural(warnings, "warning")}, {Plural(notices, "notice")}, {waived.ToString(CultureInfo.InvariantCulture)} waived{left}";
        string name = Member is null ? File : $"{File} ({Member})";
        lines.Add(document.Result switch
        {
            "blocked" => new Line($" {name}: {counts}", "BLOCKED", Tone.Bad),
            "clean" => new Line($" {name}: {counts}", "CLEAN", Tone.Good),
            _ => new Line($" {name}: {counts}", "NOT INSPECTED", Tone.Open),
        });
        return failure is null ? new Outcome(document, lines) : Outcome.Failed(document, lines, failure);
    }

    private int Count(InspectionSeverity severity) => Report.Findings.Count(finding => finding.Severity == severity && finding.Waiver is null);

    private static string Plural(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
