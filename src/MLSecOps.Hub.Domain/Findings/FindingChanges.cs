using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>What is to be written down after something happened.</summary>
/// <param name="Findings">Number 0: a new one, to be added. Another number: it replaces the finding of that number.</param>
/// <param name="Lines">Lines of the device's story, in order.</param>
public sealed record FindingChanges(IReadOnlyList<Finding> Findings, IReadOnlyList<Change> Lines)
{
    /// <summary>Nothing.</summary>
    public static FindingChanges None { get; } = new([], []);

    /// <summary>One after the other. Of two versions of one finding the later one stays.</summary>
    public FindingChanges Then(FindingChanges next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new(
            [.. Findings.Where(finding => finding.Id == 0 || !next.Findings.Any(later => later.Id == finding.Id)), .. next.Findings],
            [.. Lines, .. next.Lines]);
    }
}
