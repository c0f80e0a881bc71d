using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Counts right answers and holds them against a gate.</summary>
public static class GateJudge
{
    /// <summary>Counts and judges; O(rows).</summary>
    /// <param name="gate">What is asked.</param>
    /// <param name="rows">The labelled rows, fitted to the gate.</param>
    /// <param name="answers">One answer for each row.</param>
    public static (GateFigures Figures, IReadOnlyList<Check> Checks) Judge(LabelledGate gate, LabelledRows rows, IReadOnlyList<long> answers)
    {
        long correct = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            correct += answers[row] == rows.Labels[row] ? 1 : 0;
        }

        IReadOnlyList<GroupFigures> groups = gate.Fairness is { } fairness && rows.Groups is not null ? GroupCount.Count(fairness, rows, answers) : [];
        BoundFigures[] bounds = [.. gate.Fairness?.Limits.OrderBy(limit => limit.Key).Select(limit => FairnessJudge.Judge(limit.Key, limit.Value, groups, gate.Fairness.MinRows)) ?? []];
        var figures = new GateFigures(gate.Kind, gate.Folder, gate.Attack, rows.Count, correct, gate.MinAccuracy, groups, bounds);
        return (figures, [Accuracy(figures), .. bounds.Select(bound => FairnessText.Check(gate, bound, groups))]);
    }

    /// <summary>The id of the check on a gate's accuracy.</summary>
    public static string CheckId(GateKind kind) => kind == GateKind.Robust ? "rehearsal.robust" : "rehearsal.labelled";

    private static Check Accuracy(GateFigures figures)
    {
        double margin = figures.Accuracy - figures.MinAccuracy;
        string found = $"{figures.Correct} of {figures.Rows} right, accuracy {figures.Accuracy:0.#####}; {Math.Abs(margin):0.#####} {(margin < 0 ? "below" : "above")} the bound"
            + (figures.Attack.Length > 0 ? $" ({figures.Attack})" : "");
        return margin >= 0
            ? Check.Pass(CheckId(figures.Kind), figures.Folder, found)
            : Check.Fail(
                CheckId(figures.Kind), figures.Folder, figures.Kind == GateKind.Robust ? RehearsalReasons.RobustnessLow : RehearsalReasons.AccuracyLow,
                $"accuracy >= {figures.MinAccuracy}", found);
    }
}
