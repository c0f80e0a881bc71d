using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using static MLSecOps.Behaviour.Tests.Sanity.Tensors;

namespace MLSecOps.Behaviour.Tests.Sanity;

/// <summary>Figures worked out by hand, and NumPy's rules for what is close.</summary>
public sealed class OutputComparerTests
{
    [Fact]
    public void Figures_of_a_small_case()
    {
        // |1.5-1|=.5, |-2.25+2|=.25, equal; rtol .1, atol .2: allowed .3, .4, .2.
        (OutputComparison row, Reason? fault) = OutputComparer.Compare("v", Doubles(1, -2, 0), Doubles(1.5, -2.25, 0), Elementwise(0.1, 0.2));

        Assert.Equal(RehearsalReasons.OutputDeviates, fault);
        Assert.False(row.Passed);
        Assert.Equal((3, 1), (row.Elements, row.Mismatches));
        Assert.Equal(new WorstElement(0, "1", "1.5"), row.Worst);
        Assert.Equal(0.5, row.MaxAbsolute);
        Assert.Equal(0.5, row.MaxRelative);
        Assert.Equal(0.4, row.RequiredAbsolute!.Value, 12);
        Assert.Equal(0.3, row.RequiredRelative!.Value, 12);
        Assert.Equal((1 * 1.5 + 2 * 2.25) / (Math.Sqrt(5) * Math.Sqrt(1.5 * 1.5 + 2.25 * 2.25)), row.Cosine!.Value, 12);
    }

    // numpy.allclose's documented examples: a against b with the default rtol 1e-5, atol 1e-8.
    [Theory]
    [InlineData(1e10, 1e-7, 1.00001e10, 1e-8, false)]
    [InlineData(1e10, 1e-8, 1.00001e10, 1e-9, true)]
    [InlineData(1e10, 1e-8, 1.0001e10, 1e-9, false)]
    [InlineData(1.0, double.NaN, 1.0, double.NaN, true)]
    public void Agrees_with_numpy_allclose(double a0, double a1, double b0, double b1, bool close) =>
        Assert.Equal(close, OutputComparer.Compare("v", Doubles(b0, b1), Doubles(a0, a1), Elementwise(1e-5, 1e-8)).Fault is null);

    [Fact]
    public void Tolerance_is_relative_to_the_golden_value_not_to_the_answer()
    {
        Assert.Null(OutputComparer.Compare("v", Doubles(10), Doubles(9), Elementwise(0.1, 0)).Fault);
        Assert.NotNull(OutputComparer.Compare("v", Doubles(9), Doubles(10), Elementwise(0.1, 0)).Fault);
    }

    [Theory]
    [InlineData(float.NaN, float.NaN, true)]
    [InlineData(float.NaN, 1, false)]
    [InlineData(1, float.NaN, false)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, true)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, false)]
    [InlineData(float.PositiveInfinity, float.MaxValue, false)]
    [InlineData(float.NaN, float.PositiveInfinity, false)]
    public void Only_the_same_non_finite_value_matches(float golden, float actual, bool passes)
    {
        (OutputComparison row, Reason? fault) = OutputComparer.Compare("v", Floats(1, golden), Floats(1, actual), Elementwise(1, 1e30));

        Assert.Equal(passes ? null : RehearsalReasons.OutputNotFinite, fault);
        Assert.Equal(passes ? null : 1L, row.Worst?.Index);
        Assert.Equal(passes, row.RequiredAbsolute is not null);
    }

    [Fact]
    public void Type_and_shape_are_exact()
    {
        Assert.Equal(RehearsalReasons.OutputType, OutputComparer.Compare("v", Floats(1), Doubles(1), Elementwise(1, 1)).Fault);
        Assert.Equal(RehearsalReasons.OutputShape, OutputComparer.Compare("v", Floats(1, 2).Shaped(1, 2), Floats(1, 2).Shaped(2, 1), Elementwise(1, 1)).Fault);
        Assert.Equal(RehearsalReasons.OutputShape, OutputComparer.Compare("v", Floats(1).Shaped(), Floats(1), Elementwise(1, 1)).Fault);
    }

    [Fact]
    public void Units_in_the_last_place()
    {
        Assert.Equal(1ul, Ulp(Floats(1), Floats(MathF.BitIncrement(1))));
        Assert.Equal(0ul, Ulp(Floats(0f), Floats(-0f)));
        Assert.Equal(2ul, Ulp(Floats(float.Epsilon), Floats(-float.Epsilon)));
        Assert.Equal(1ul << 23, Ulp(Floats(1), Floats(2)));
        Assert.Equal(1ul << 52, Ulp(Doubles(1), Doubles(2)));
        Assert.Equal(1ul << 10, Ulp(Halves((Half)1), Halves((Half)2)));
        Assert.Equal(1ul << 7, Ulp(BFloats(1), BFloats(2)));
        Assert.Equal(2ul * 0x7FEFFFFFFFFFFFFF, Ulp(Doubles(double.MaxValue), Doubles(double.MinValue)));
        Assert.Null(OutputComparer.Compare("v", Of(ElementType.Int32, 1), Of(ElementType.Int32, 2), Elementwise(1, 1)).Comparison.MaxUlp);
    }

    [Fact]
    public void Half_floats_are_read_as_their_values()
    {
        OutputComparison row = OutputComparer.Compare("v", Halves((Half)0.1), Halves((Half)0.5), Elementwise(0, 1)).Comparison;
        Assert.Equal("0.1", row.Worst!.Expected);
        Assert.Equal(0.5 - (double)(Half)0.1, row.MaxAbsolute);
        OutputComparison wide = OutputComparer.Compare("v", BFloats(-3), BFloats(1.5f), Elementwise(0, 1)).Comparison;
        Assert.Equal(4.5, wide.MaxAbsolute);
    }

    [Fact]
    public void Integers_are_exact_beyond_the_doubles()
    {
        Tensor golden = Of(ElementType.Int64, long.MaxValue, 1L << 53);
        Tensor actual = Of(ElementType.Int64, long.MaxValue - 1, 1L << 53);

        Assert.Equal(RehearsalReasons.OutputDeviates, OutputComparer.Compare("v", golden, actual, OutputTolerance.Exact).Fault);
        Assert.Null(OutputComparer.Compare("v", golden, actual, Elementwise(0, 1)).Fault);
        Assert.Equal(1.0, OutputComparer.Compare("v", golden, actual, OutputTolerance.Exact).Comparison.MaxAbsolute);
        Assert.Equal(2.0, OutputComparer.Compare("v", Of(ElementType.UInt64, ulong.MaxValue), Of(ElementType.UInt64, ulong.MaxValue - 2), OutputTolerance.Exact).Comparison.MaxAbsolute);
    }

    [Fact]
    public void Text_and_booleans_are_exact_whatever_the_tolerance()
    {
        (OutputComparison row, Reason? fault) = OutputComparer.Compare("v", Texts("cat", "dog"), Texts("cat", "dig"), Elementwise(1, 1e30));
        Assert.Equal(RehearsalReasons.OutputDeviates, fault);
        Assert.Equal(new WorstElement(1, "dog", "dig"), row.Worst);
        Assert.Null(OutputComparer.Compare("v", Texts("cat"), Texts("cat"), Elementwise(0, 0)).Fault);
        Assert.NotNull(OutputComparer.Compare("v", Of(ElementType.Bool, true), Of(ElementType.Bool, false), Elementwise(1, 1e30)).Fault);
    }

    [Fact]
    public void Cosine_judges_direction_only()
    {
        var tolerance = new OutputTolerance("default", "out", ToleranceMetric.Cosine, 0, 0, 0.99);
        Assert.Null(OutputComparer.Compare("v", Floats(1, 2, 3), Floats(2, 4, 6), tolerance).Fault);
        (OutputComparison row, Reason? fault) = OutputComparer.Compare("v", Floats(1, 0), Floats(0, 1), tolerance);
        Assert.Equal(RehearsalReasons.CosineLow, fault);
        Assert.Equal(0.0, row.Cosine);
        Assert.Equal(RehearsalReasons.CosineLow, OutputComparer.Compare("v", Floats(0, 0), Floats(0, 1), tolerance).Fault);
        Assert.Null(OutputComparer.Compare("v", Floats(0, 0), Floats(0, 0), tolerance).Fault);
    }

    [Fact]
    public void An_output_without_elements_passes()
    {
        (OutputComparison row, Reason? fault) = OutputComparer.Compare("v", Floats().Shaped(0, 4), Floats().Shaped(0, 4), Elementwise(0, 0));
        Assert.Null(fault);
        Assert.Equal((0, null, 0), (row.Elements, row.Worst, row.Rows));
    }

    [Fact]
    public void Rows_agree_on_the_first_largest_element()
    {
        Tensor golden = Floats(1, 5, 5, 9, 2, 3).Shaped(2, 3);
        OutputComparison row = OutputComparer.Compare("v", golden, Floats(1, 9, 5, 2, 9, 3).Shaped(2, 3), Elementwise(1, 1e9)).Comparison;
        Assert.Equal((2, 1), (row.Rows, row.RowsAgreeing));
    }

    private static ulong? Ulp(Tensor golden, Tensor actual) => OutputComparer.Compare("v", golden, actual, Elementwise(0, 0)).Comparison.MaxUlp;
}
