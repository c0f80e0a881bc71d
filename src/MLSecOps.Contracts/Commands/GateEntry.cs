using MLSecOps.Core.Sanity;

namespace MLSecOps.Contracts.Commands;

/// <summary>One gate over labelled rows in JSON. All texts come from the package by way of the worker.</summary>
/// <param name="Gate"><c>labelled</c> or <c>robust</c>.</param>
/// <param name="Path">Its folder, relative to the suite.</param>
/// <param name="Attack">How the rows were made to mislead; null where nobody says.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Correct">Rows answered right.</param>
/// <param name="Accuracy">Their share, 0..1.</param>
/// <param name="MinAccuracy">The least that the suite asks for, 0..1.</param>
/// <param name="Groups">Each group; null without groups.</param>
/// <param name="Bounds">Each bound between groups; null without groups.</param>
public sealed record GateEntry(
    string Gate,
    string Path,
    string? Attack,
    long Rows,
    long Correct,
    double Accuracy,
    double MinAccuracy,
    IReadOnlyList<GateGroupEntry>? Groups,
    IReadOnlyList<GateBoundEntry>? Bounds)
{
    /// <summary>The JSON form of a gate.</summary>
    public static GateEntry Of(GateFigures gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new GateEntry(
            gate.Kind == GateKind.Robust ? "robust" : "labelled",
            gate.Folder,
            gate.Attack.Length == 0 ? null : gate.Attack,
            gate.Rows,
            gate.Correct,
            gate.Accuracy,
            gate.MinAccuracy,
            gate.Groups.Count == 0 ? null
                : [.. gate.Groups.Select(group => new GateGroupEntry(group.Group, group.Rows, group.Correct, group.Positives, group.Selected, group.SelectionRate, group.TruePositiveRate, group.FalsePositiveRate))],
            gate.Bounds.Count == 0 ? null
                : [.. gate.Bounds.Select(bound => new GateBoundEntry(FairnessMeasures.Name(bound.Measure), bound.Limit, Words.Of(bound.Outcome), bound.Found, bound.Margin, bound.Highest, bound.Lowest))]);
    }
}
