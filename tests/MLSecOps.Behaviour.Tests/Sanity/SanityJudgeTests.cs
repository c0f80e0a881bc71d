using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using static MLSecOps.Behaviour.Tests.Sanity.Tensors;

namespace MLSecOps.Behaviour.Tests.Sanity;

public sealed class SanityJudgeTests
{
    [Fact]
    public void Nothing_judged_is_inconclusive() =>
        Assert.Equal(RehearsalReasons.NothingRan, Assert.IsType<TrustVerdict.Inconclusive>(Judge().Conclude(null).Verdict).Reason);

    [Fact]
    public void Defaults_hold_where_the_suite_is_silent()
    {
        SanityJudge judge = Judge();
        judge.Output("a", Floats(1), Floats(1.001f));
        Assert.IsType<TrustVerdict.Trusted>(judge.Conclude(null).Verdict);

        judge.Output("a", Of(ElementType.Int32, 1), Of(ElementType.Int32, 2));
        Assert.IsType<TrustVerdict.Rejected>(judge.Conclude(null).Verdict);
    }

    [Fact]
    public void Rows_for_all_outputs_do_not_loosen_integers()
    {
        SanityJudge judge = Judge(new OutputTolerance("default", "*", ToleranceMetric.Elementwise, 1, 100));
        judge.Output("a", Of(ElementType.UInt8, (byte)1), Of(ElementType.UInt8, (byte)2));
        Assert.IsType<TrustVerdict.Rejected>(judge.Conclude(null).Verdict);
    }

    [Fact]
    public void The_profile_of_the_device_comes_before_the_default_one()
    {
        SanityJudge judge = Judge(
            new OutputTolerance("default", "out", ToleranceMetric.Elementwise, 0, 1),
            new OutputTolerance("x64-cpu", "out", ToleranceMetric.Elementwise, 0, 0));
        judge.Output("a", Floats(1), Floats(1.5f));
        Assert.IsType<TrustVerdict.Rejected>(judge.Conclude(null).Verdict);
    }

    [Fact]
    public void Agreement_is_judged_over_all_vectors()
    {
        var tolerance = new OutputTolerance("default", "out", ToleranceMetric.Top1, 0, 0, 0, 0.5);
        SanityJudge judge = Judge(tolerance);
        judge.Output("a", Floats(1, 2).Shaped(1, 2), Floats(2, 1).Shaped(1, 2));
        judge.Output("b", Floats(1, 2).Shaped(1, 2), Floats(1, 9).Shaped(1, 2));
        Assert.IsType<TrustVerdict.Trusted>(judge.Conclude(null).Verdict);

        SanityJudge strict = Judge(tolerance with { MinAgreement = 0.51 });
        strict.Output("a", Floats(1, 2).Shaped(1, 2), Floats(2, 1).Shaped(1, 2));
        strict.Output("b", Floats(1, 2).Shaped(1, 2), Floats(1, 9).Shaped(1, 2));
        Assert.Equal(RehearsalReasons.Top1Low, Assert.IsType<TrustVerdict.Rejected>(strict.Conclude(null).Verdict).Reason);
    }

    [Fact]
    public void A_missing_output_fails()
    {
        SanityJudge judge = Judge();
        judge.Output("a", Floats(1), null);
        Assert.Equal(RehearsalReasons.VectorMismatch, Assert.IsType<TrustVerdict.Rejected>(judge.Conclude(null).Verdict).Reason);
    }

    [Fact]
    public void Runs_that_differ_fail()
    {
        string? difference = BitComparison.FirstDifference(Floats(0f, 1), Floats(-0f, 1));
        SanityJudge judge = Judge();
        judge.Determinism("a", 2, difference);

        Assert.Equal("out: element 0", difference);
        Assert.Equal(RehearsalReasons.NotDeterministic, Assert.IsType<TrustVerdict.Rejected>(judge.Conclude(null).Verdict).Reason);
        Assert.Null(BitComparison.FirstDifference(Floats(1, 2), Floats(1, 2)));
        Assert.Null(BitComparison.FirstDifference(Texts("a"), Texts("a")));
        Assert.Equal("out: element 1", BitComparison.FirstDifference(Texts("a", "b"), Texts("a", "c")));
        Assert.NotNull(BitComparison.FirstDifference(Floats(1), Doubles(1)));
    }

    [Fact]
    public void Slowness_never_rejects_and_counts_only_where_declared()
    {
        LatencySummary slow = LatencyStatistics.Summarise([1000, 3000, 2000, 9000])!;
        Assert.Equal(new LatencySummary(4, 1000, 2000, 9000, 9000), slow);

        SanityJudge silent = Judge();
        silent.Add(Check.Pass("x", "y"));
        Assert.IsType<TrustVerdict.Trusted>(silent.Conclude(slow).Verdict);

        var declared = new SanityJudge(new SanitySuite(["a"], [], 2, new LatencyEnvelope(1.5, null)), "x64-cpu");
        declared.Add(Check.Pass("x", "y"));
        Assert.Equal(RehearsalReasons.LatencyExceeded, Assert.IsType<TrustVerdict.Inconclusive>(declared.Conclude(slow).Verdict).Reason);
    }

    private static SanityJudge Judge(params OutputTolerance[] tolerances) => new(new SanitySuite(["a"], tolerances), "x64-cpu");
}
