using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using static MLSecOps.Behaviour.Tests.Sanity.Tensors;

namespace MLSecOps.Behaviour.Tests.Fingerprints;

public sealed class OutputMarginTests
{
    [Fact]
    public void The_margin_is_of_the_worst_element()
    {
        Assert.Equal(4, OutputMargin.Of(Doubles(1, 3), Doubles(1.5, 7), Elementwise(0, 1)), 1e-12);
        Assert.Equal(1, OutputMargin.Of(Doubles(1, 3), Doubles(2, 3), Elementwise(0.5, 0.5)), 1e-12);
        Assert.Equal(0, OutputMargin.Of(Doubles(1, double.NaN, double.PositiveInfinity), Doubles(1, double.NaN, double.PositiveInfinity), Elementwise(0, 0)));
    }

    [Fact]
    public void What_no_tolerance_covers_is_infinitely_far()
    {
        Tensor golden = Doubles(1, 3);
        Tensor[] far = [Doubles(1, double.NaN), Doubles(double.NegativeInfinity, 3), Floats(1, 3), golden.Shaped(2, 1)];
        Assert.All(far, actual => Assert.Equal(double.PositiveInfinity, OutputMargin.Of(golden, actual, Elementwise(1, 9))));
        Assert.Equal(double.PositiveInfinity, OutputMargin.Of(Of(ElementType.Int32, 1), Of(ElementType.Int32, 2), Elementwise(0, 0)));
        Assert.Equal(double.PositiveInfinity, OutputMargin.Of(golden, Doubles(1, 3.1), Elementwise(0, 0)));
        Assert.Equal(0, OutputMargin.Of(golden, Doubles(1, 9), new OutputTolerance("default", "out", ToleranceMetric.Top1, 0, 0)));
    }

    [Fact]
    public void It_is_above_one_exactly_where_the_comparison_fails()
    {
        var random = new Random(11);
        int failed = 0;
        for (int round = 0; round < 20_000; round++)
        {
            float b = (float)((random.NextDouble() * 4) - 2);
            OutputTolerance tolerance = Elementwise(random.Next(3) * 1e-3, random.Next(1, 3) * 1e-3);
            double allowed = tolerance.Absolute + (tolerance.Relative * Math.Abs(b));
            // Close around the bound, where rounding decides.
            float a = (float)(b + (allowed * (1 + ((random.Next(9) - 4) * 1e-7))));
            (OutputComparison comparison, _) = OutputComparer.Compare("", Floats(b), Floats(a), tolerance);
            failed += comparison.Passed ? 0 : 1;
            Assert.Equal(comparison.Passed, OutputMargin.Of(Floats(b), Floats(a), tolerance) <= 1);
        }

        Assert.InRange(failed, 4_000, 16_000);
    }
}
