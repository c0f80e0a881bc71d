using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using static MLSecOps.Behaviour.Tests.Sanity.Tensors;

namespace MLSecOps.Behaviour.Tests.Challenge;

public sealed class ChallengeJudgeTests
{
    private static readonly Tensor One = Floats(1, 2), Two = Floats(3, -4);

    [Fact]
    public void The_signed_model_s_answers_within_tolerance_are_held()
    {
        ChallengeOutcome outcome = Judge([], new(0, [One], [Floats(1.0005f, 2)]), new(1, [Two], [Two]));

        Assert.IsType<TrustVerdict.Trusted>(outcome.Verdict);
        Assert.Equal(2, outcome.Comparisons.Count);
        Assert.Equal(0.0005, outcome.MaxAbsolute!.Value, 1e-6);
    }

    [Fact]
    public void One_deviating_output_refutes_and_says_by_how_much()
    {
        ChallengeOutcome outcome = Judge([], new(0, [One], [One]), new(1, [Two], [Floats(3, -4.1f)]), new(2, [Two], null));

        Assert.Equal(ChallengeReasons.AnswerDeviates, Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason);
        Assert.Equal("input 1/out", outcome.Verdict.Cause!.Subject);
        Assert.Contains("element 1: -4.1 instead of -4", outcome.Verdict.Cause.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tolerance_of_the_device_s_profile_counts()
    {
        OutputTolerance loose = new("arm64-cpu", "out", ToleranceMetric.Elementwise, 0, 0.2);

        Assert.IsType<TrustVerdict.Trusted>(Judge([loose], new(0, [One], [Floats(1.1f, 2)]), new(1, [Two], [Two])).Verdict);
        Assert.IsType<TrustVerdict.Rejected>(Judge([loose with { Profile = "x64-cpu" }], new(0, [One], [Floats(1.1f, 2)]), new(1, [Two], [Two])).Verdict);
    }

    [Fact]
    public void An_answer_to_another_input_or_a_constant_one_is_refuted()
    {
        Assert.IsType<TrustVerdict.Rejected>(Judge([], new(0, [One], [Two]), new(1, [Two], [One])).Verdict);
        Assert.IsType<TrustVerdict.Rejected>(Judge([], new(0, [One], [One]), new(1, [Two], [One])).Verdict);
    }

    [Fact]
    public void Outputs_that_are_missing_doubled_or_of_another_shape_refute()
    {
        Tensor[][] wrong = [[], [One with { Name = "other" }], [One, One], [Floats(1, 2, 3)], [Doubles(1, 2)], [One.Shaped(1, 2)], [Texts("a", "b")]];

        Assert.All(wrong, given => Assert.Equal(ChallengeReasons.AnswerMalformed, Judge([], new(0, [One], given), new(1, [Two], [Two])).Verdict.Refusal));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_refutes_when_the_device_says_it_and_tells_nothing_when_the_signed_model_does(float value)
    {
        Assert.Equal(ChallengeReasons.AnswerDeviates, Judge([], new(0, [One], [Floats(1, value)]), new(1, [Two], [Two])).Verdict.Refusal);

        TrustVerdict open = Judge([], new(0, [Floats(1, value)], [Floats(1, value)]), new(1, [Two], [Two])).Verdict;
        Assert.Equal(ChallengeReasons.ReferenceUnsound, Assert.IsType<TrustVerdict.Inconclusive>(open).Reason);
    }

    [Fact]
    public void An_input_left_out_is_never_good()
    {
        TrustVerdict verdict = Judge([], new(0, [One], [One]), new(1, [Two], [Two]), new(2, [Two], null)).Verdict;

        Assert.Equal(ChallengeReasons.NoAnswer, Assert.IsType<TrustVerdict.Inconclusive>(verdict).Reason);
    }

    [Fact]
    public void Right_answers_that_are_all_alike_prove_nothing()
    {
        TrustVerdict[] verdicts = [Judge([], new(0, [One], [One]), new(1, [Floats(1.0001f, 2)], [One])).Verdict, Judge([], new ChallengeAnswer(0, [One], [One])).Verdict];

        Assert.All(verdicts, verdict => Assert.Equal(ChallengeReasons.Uninformative, Assert.IsType<TrustVerdict.Inconclusive>(verdict).Reason));
        Assert.Equal(ChallengeReasons.NotRun, Assert.IsType<TrustVerdict.Inconclusive>(Judge([]).Verdict).Reason);
    }

    [Fact]
    public void Labels_are_judged_over_all_inputs()
    {
        OutputTolerance labels = new("default", "out", ToleranceMetric.Top1, 0, 0, 0, 0.5);

        Assert.IsType<TrustVerdict.Trusted>(Judge([labels], new(0, [One], [Floats(0, 9)]), new(1, [Two], [One])).Verdict);
        Assert.Equal(ChallengeReasons.AnswerDeviates, Judge([labels with { MinAgreement = 0.6 }], new(0, [One], [Floats(0, 9)]), new(1, [Two], [One])).Verdict.Refusal);
        Assert.Equal(ChallengeReasons.Uninformative, Judge([labels], new(0, [One], [One]), new(1, [Floats(3, 4)], [One])).Verdict.Refusal);
    }

    private static ChallengeOutcome Judge(OutputTolerance[] tolerances, params ChallengeAnswer[] answers) => ChallengeJudge.Judge(new SanitySuite([], tolerances), "arm64-cpu", answers);
}
