using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Sanity;

/// <summary>One bound between groups, and how it was kept.</summary>
/// <param name="Measure">What was compared.</param>
/// <param name="Limit">The most of a difference, the least of a ratio; 0..1.</param>
/// <param name="Outcome">Not run where a group has too few rows and the others keep the bound.</param>
/// <param name="Found">The worst difference or ratio over the groups that have enough rows, 0..1; null where fewer than two have, or a ratio has nothing to divide by.</param>
/// <param name="Highest">The group with the largest rate; null as above. Text from outside.</param>
/// <param name="Lowest">The group with the smallest rate; null as above. Text from outside.</param>
public sealed record BoundFigures(FairnessMeasure Measure, double Limit, CheckOutcome Outcome, double? Found, string? Highest, string? Lowest)
{
    /// <summary>How far inside its bound it is; negative by how much the bound is broken. Null without a value.</summary>
    public double? Margin => Measure == FairnessMeasure.SelectionRatio ? Found - Limit : Limit - Found;
}
