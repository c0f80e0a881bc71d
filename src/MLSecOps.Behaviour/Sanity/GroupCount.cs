using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Counts answers by group.</summary>
internal static class GroupCount
{
    /// <summary>One row of figures for each group, in the order of their names; groups without rows are there too.</summary>
    public static IReadOnlyList<GroupFigures> Count(FairnessBounds bounds, LabelledRows rows, IReadOnlyList<long> answers)
    {
        GroupFigures[] groups = [.. bounds.Groups.Select(name => new GroupFigures(name, 0, 0, 0, 0, 0))];
        for (int row = 0; row < rows.Count; row++)
        {
            ref GroupFigures group = ref groups[rows.Groups![row]];
            bool positive = rows.Labels[row] == bounds.Positive;
            bool selected = answers[row] == bounds.Positive;
            group = new GroupFigures(
                group.Group,
                group.Rows + 1,
                group.Correct + (answers[row] == rows.Labels[row] ? 1 : 0),
                group.Positives + (positive ? 1 : 0),
                group.TruePositives + (positive && selected ? 1 : 0),
                group.FalsePositives + (!positive && selected ? 1 : 0));
        }

        return groups;
    }
}
