using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Sanity;

public sealed class GateJudgeTests
{
    // Groups a, b, c of 4 rows each: selected 2, 1 and 0 of them.
    private static readonly long[] Labels = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0];
    private static readonly long[] Answers = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly long[] Groups = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];

    [Theory]
    [InlineData(FairnessMeasure.SelectionDifference, 0.5, CheckOutcome.Passed, 0.5)]
    [InlineData(FairnessMeasure.SelectionDifference, 0.49, CheckOutcome.Failed, 0.5)]
    [InlineData(FairnessMeasure.TruePositiveDifference, 1, CheckOutcome.Passed, 1.0)]
    [InlineData(FairnessMeasure.TruePositiveDifference, 0.99, CheckOutcome.Failed, 1.0)]
    [InlineData(FairnessMeasure.FalsePositiveDifference, 0, CheckOutcome.Passed, 0.0)]
    [InlineData(FairnessMeasure.SelectionRatio, 0, CheckOutcome.Passed, 0.0)]
    [InlineData(FairnessMeasure.SelectionRatio, 0.8, CheckOutcome.Failed, 0.0)]
    public void A_bound_may_be_reached_but_not_passed(FairnessMeasure measure, double limit, CheckOutcome outcome, double found)
    {
        BoundFigures bound = Judge(measure, limit, 1, Answers).Bounds[0];
        Assert.Equal((outcome, found), (bound.Outcome, bound.Found!.Value));
    }

    [Fact]
    public void A_small_group_leaves_a_kept_bound_open_and_a_broken_one_broken()
    {
        long[] groups = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2];
        BoundFigures kept = Judge(FairnessMeasure.SelectionDifference, 0.9, 2, Answers, groups).Bounds[0];
        BoundFigures broken = Judge(FairnessMeasure.SelectionDifference, 0.1, 2, Answers, groups).Bounds[0];
        Assert.Equal((CheckOutcome.NotRun, "a", "b"), (kept.Outcome, kept.Highest, kept.Lowest));
        Assert.Equal(CheckOutcome.Failed, broken.Outcome);
        Assert.False(Judge(FairnessMeasure.SelectionDifference, 0.9, 2, Answers, groups).Passed);
    }

    [Fact]
    public void A_ratio_of_nobody_is_open()
    {
        (GateFigures figures, IReadOnlyList<Check> checks) = GateJudge.Judge(Gate(FairnessMeasure.SelectionRatio, 0.8, 1), new LabelledRows([], Labels, Groups), new long[12]);
        Assert.Null(figures.Bounds[0].Found);
        Assert.Equal((CheckOutcome.NotRun, RehearsalReasons.GroupTooSmall, "no row is selected in any group"), (checks[1].Outcome, checks[1].Reason, checks[1].Found));
    }

    [Fact]
    public void Counts_add_up()
    {
        GateFigures figures = Judge(FairnessMeasure.SelectionRatio, 0, 1, Answers);
        Assert.Equal((12, 9), (figures.Rows, figures.Correct));
        Assert.Equal([new GroupFigures("a", 4, 4, 2, 2, 0), new GroupFigures("b", 4, 3, 2, 1, 0), new GroupFigures("c", 4, 2, 2, 0, 0)], figures.Groups);
    }

    [Theory]
    [InlineData(AnswerKind.Argmax, 0, new long[] { 1, 0, 0 })]
    [InlineData(AnswerKind.Threshold, 0.5, new long[] { 0, 1, 0, 1, 1, 1 })]
    public void Answers_are_read_as_the_rule_says(AnswerKind kind, double threshold, long[] expected)
    {
        Tensor scores = Tensors.Floats(0.25f, 0.5f, 0, 9, 0.5f, 0.5f);
        Tensor shaped = kind == AnswerKind.Argmax ? scores with { Shape = [3, 2], Data = Tensors.Floats(0.25f, 0.5f, 9, 0, 0.5f, 0.5f).Data } : scores.Shaped(6, 1);
        Assert.Equal(expected, AnswerReader.Read(shaped, new AnswerRule("out", kind, threshold), expected.Length).Answers);
    }

    [Fact]
    public void Labels_are_whole_numbers_of_any_type()
    {
        Assert.Equal([3L, -2L], AnswerReader.Read(Tensors.Of<sbyte>(ElementType.Int8, 3, -2), new AnswerRule("out", AnswerKind.Label), 2).Answers);
        Assert.NotNull(AnswerReader.Read(Tensors.Of(ElementType.UInt64, ulong.MaxValue), new AnswerRule("out", AnswerKind.Label), 1).Expected);
        Assert.NotNull(AnswerReader.Read(Tensors.Texts("1"), new AnswerRule("out", AnswerKind.Label), 1).Expected);
        Assert.NotNull(AnswerReader.Read(Tensors.Floats(1), new AnswerRule("out", AnswerKind.Label), 1).Expected);
    }

    private static GateFigures Judge(FairnessMeasure measure, double limit, int minRows, long[] answers, long[]? groups = null) =>
        GateJudge.Judge(Gate(measure, limit, minRows), new LabelledRows([], Labels, groups ?? Groups), answers).Figures;

    private static LabelledGate Gate(FairnessMeasure measure, double limit, int minRows) => new(
        GateKind.Labelled, "g", new AnswerRule("out", AnswerKind.Argmax), 0.5,
        new FairnessBounds(["a", "b", "c"], 1, minRows, new Dictionary<FairnessMeasure, double> { [measure] = limit }));
}
