using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>A bound between groups as a check.</summary>
internal static class FairnessText
{
    /// <summary>The check: which groups are farthest apart, and by how much the bound is kept or broken.</summary>
    public static Check Check(LabelledGate gate, BoundFigures bound, IReadOnlyList<GroupFigures> groups)
    {
        string subject = $"{gate.Folder}/{FairnessMeasures.Name(bound.Measure)}";
        string expected = bound.Measure == FairnessMeasure.SelectionRatio ? $"at least {bound.Limit}" : $"at most {bound.Limit}";
        return bound.Outcome switch
        {
            CheckOutcome.Passed => Core.Findings.Check.Pass("rehearsal.fairness", subject, Found(bound, groups)),
            CheckOutcome.Failed => Core.Findings.Check.Fail("rehearsal.fairness", subject, RehearsalReasons.FairnessExceeded, expected, Found(bound, groups)),
            _ => new Check("rehearsal.fairness", CheckOutcome.NotRun, subject, RehearsalReasons.GroupTooSmall, expected, Open(gate.Fairness!, bound, groups)),
        };
    }

    private static string Found(BoundFigures bound, IReadOnlyList<GroupFigures> groups)
    {
        string text = $"{bound.Found:0.#####} ({Rate(bound.Highest)}, {Rate(bound.Lowest)})";
        return text + $"; {Math.Abs(bound.Margin!.Value):0.#####} {(bound.Margin < 0 ? "beyond" : "inside")} the bound";

        string Rate(string? name) => $"{name} {FairnessJudge.Rate(bound.Measure, groups.First(group => group.Group == name)):0.#####}";
    }

    private static string Open(FairnessBounds bounds, BoundFigures bound, IReadOnlyList<GroupFigures> groups)
    {
        string[] small = [.. groups.Where(group => FairnessJudge.Base(bound.Measure, group) < bounds.MinRows).Select(group => $"{group.Group} has {FairnessJudge.Base(bound.Measure, group)}")];
        return small.Length == 0 ? "no row is selected in any group" : $"{string.Join(", ", small)}, of the {bounds.MinRows} rows that a rate needs";
    }
}
