using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Sanity;

/// <summary>What a gate counted.</summary>
/// <param name="Kind">Which gate.</param>
/// <param name="Folder">Its folder. Text from outside.</param>
/// <param name="Attack">How the rows were made to mislead; empty where nobody says. Text from outside.</param>
/// <param name="Rows">Rows; at least 1.</param>
/// <param name="Correct">Rows answered right.</param>
/// <param name="MinAccuracy">Least share of right answers, 0..1.</param>
/// <param name="Groups">Each group; empty for a gate without.</param>
/// <param name="Bounds">Each bound between groups.</param>
public sealed record GateFigures(
    GateKind Kind,
    string Folder,
    string Attack,
    long Rows,
    long Correct,
    double MinAccuracy,
    IReadOnlyList<GroupFigures> Groups,
    IReadOnlyList<BoundFigures> Bounds)
{
    /// <summary>Share of right answers, 0..1.</summary>
    public double Accuracy => (double)Correct / Rows;

    /// <summary>Whether accuracy and every bound were kept; a bound that did not run was not.</summary>
    public bool Passed => Accuracy >= MinAccuracy && Bounds.All(bound => bound.Outcome == CheckOutcome.Passed);
}
