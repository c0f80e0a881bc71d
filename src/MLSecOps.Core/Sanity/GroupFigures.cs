namespace MLSecOps.Core.Sanity;

/// <summary>What one group of rows got.</summary>
/// <param name="Group">Its name. Text from outside.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Correct">Rows answered right.</param>
/// <param name="Positives">Rows whose label is the positive one.</param>
/// <param name="TruePositives">Of those, rows with the positive answer.</param>
/// <param name="FalsePositives">Of the others, rows with the positive answer.</param>
public sealed record GroupFigures(string Group, long Rows, long Correct, long Positives, long TruePositives, long FalsePositives)
{
    /// <summary>Rows whose label is not the positive one.</summary>
    public long Negatives => Rows - Positives;

    /// <summary>Rows with the positive answer.</summary>
    public long Selected => TruePositives + FalsePositives;

    /// <summary>Share of rows with the positive answer; null without rows.</summary>
    public double? SelectionRate => Share(Selected, Rows);

    /// <summary>Share of positive rows with the positive answer; null without such rows.</summary>
    public double? TruePositiveRate => Share(TruePositives, Positives);

    /// <summary>Share of other rows with the positive answer; null without such rows.</summary>
    public double? FalsePositiveRate => Share(FalsePositives, Negatives);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
