using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection;

/// <summary>A finding that the publisher knows and accepts.</summary>
/// <param name="Rule">Under which rule.</param>
/// <param name="Location">Where: exactly, or everything below a path that ends in <c>/*</c>.</param>
/// <param name="Reason">Why; shown wherever the finding is.</param>
public sealed record InspectionWaiver(InspectionRule Rule, string Location, string Reason)
{
    /// <summary>Whether it speaks of this finding.</summary>
    public bool Covers(InspectionFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return finding.Rule == Rule
            && (Location.EndsWith("/*", StringComparison.Ordinal)
                ? finding.Location.StartsWith(Location[..^1], StringComparison.Ordinal)
                : finding.Location == Location);
    }
}
