using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Holds the rates of groups against one bound.</summary>
internal static class FairnessJudge
{
    /// <summary>Judges. A group with too few rows leaves the bound undecided, unless the others break it already: more groups can only widen the gap.</summary>
    /// <param name="measure">What is compared.</param>
    /// <param name="limit">The most of a difference, the least of a ratio.</param>
    /// <param name="groups">All groups.</param>
    /// <param name="minRows">Fewest rows that a rate may be taken from.</param>
    public static BoundFigures Judge(FairnessMeasure measure, double limit, IReadOnlyList<GroupFigures> groups, int minRows)
    {
        GroupFigures[] large = [.. groups.Where(group => Base(measure, group) >= minRows)];
        var blank = new BoundFigures(measure, limit, CheckOutcome.NotRun, null, null, null);
        if (large.Length < 2)
        {
            return blank;
        }

        GroupFigures highest = large.MaxBy(group => Rate(measure, group))!;
        GroupFigures lowest = large.MinBy(group => Rate(measure, group))!;
        (double most, double least) = (Rate(measure, highest)!.Value, Rate(measure, lowest)!.Value);
        if (measure == FairnessMeasure.SelectionRatio && most == 0)
        {
            // Nobody is selected: there is no ratio, and that is not fairness.
            return blank;
        }

        BoundFigures found = blank with { Found = measure == FairnessMeasure.SelectionRatio ? least / most : most - least, Highest = highest.Group, Lowest = lowest.Group };
        return found with { Outcome = found.Margin < 0 ? CheckOutcome.Failed : large.Length < groups.Count ? CheckOutcome.NotRun : CheckOutcome.Passed };
    }

    /// <summary>How many rows a group's rate is taken from.</summary>
    public static long Base(FairnessMeasure measure, GroupFigures group) => measure switch
    {
        FairnessMeasure.TruePositiveDifference => group.Positives,
        FairnessMeasure.FalsePositiveDifference => group.Negatives,
        _ => group.Rows,
    };

    /// <summary>A group's rate; null without a row to take it from.</summary>
    public static double? Rate(FairnessMeasure measure, GroupFigures group) => measure switch
    {
        FairnessMeasure.TruePositiveDifference => group.TruePositiveRate,
        FairnessMeasure.FalsePositiveDifference => group.FalsePositiveRate,
        _ => group.SelectionRate,
    };
}
