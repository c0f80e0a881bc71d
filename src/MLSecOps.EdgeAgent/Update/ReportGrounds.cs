using MLSecOps.Contracts.Telemetry;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>What is behind a report of the update machine, beyond its reason.</summary>
/// <param name="Files">Files that differ from the signed ones, or for which a package was refused.</param>
/// <param name="Inspection">Findings of the model's inspection, the heaviest first.</param>
/// <param name="Detail">One line; null for none.</param>
internal sealed record ReportGrounds(IReadOnlyList<FindingFile> Files, IReadOnlyList<InspectionNote> Inspection, string? Detail = null)
{
    /// <summary>Nothing beyond the reason.</summary>
    public static ReportGrounds None { get; } = new([], []);
}
