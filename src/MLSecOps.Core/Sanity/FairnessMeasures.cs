namespace MLSecOps.Core.Sanity;

/// <summary>Names of measures, as they stand in reports.</summary>
public static class FairnessMeasures
{
    /// <summary>All of them, in the order they are judged.</summary>
    public static IReadOnlyList<FairnessMeasure> All { get; } =
        [FairnessMeasure.SelectionDifference, FairnessMeasure.TruePositiveDifference, FairnessMeasure.FalsePositiveDifference, FairnessMeasure.SelectionRatio];

    /// <summary>The name of a measure.</summary>
    public static string Name(FairnessMeasure measure) => measure switch
    {
        FairnessMeasure.SelectionDifference => "selection_difference",
        FairnessMeasure.TruePositiveDifference => "tpr_difference",
        FairnessMeasure.FalsePositiveDifference => "fpr_difference",
        FairnessMeasure.SelectionRatio => "selection_ratio",
        _ => throw new InvalidOperationException($"Measure {measure} has no name. This is a bug."),
    };

    /// <summary>The measure of a name; null for a name that is none.</summary>
    public static FairnessMeasure? Find(string name)
    {
        foreach (FairnessMeasure measure in All)
        {
            if (Name(measure) == name)
            {
                return measure;
            }
        }

        return null;
    }
}
