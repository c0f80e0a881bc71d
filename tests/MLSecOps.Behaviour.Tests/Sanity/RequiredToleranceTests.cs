using CsCheck;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Sanity;
using static MLSecOps.Behaviour.Tests.Sanity.Tensors;

namespace MLSecOps.Behaviour.Tests.Sanity;

/// <summary>The least tolerance that the report names does pass, and slightly less does not.</summary>
public sealed class RequiredToleranceTests
{
    private const int Iterations = 3000;

    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double[-10, 10], Gen.Double[-1e-6, 1e-6], Gen.Double[-1e12, 1e12], Gen.Const(0.0));

    private static readonly Gen<(double[] Golden, double[] Actual, double Relative, double Absolute)> Case =
        Gen.Select(Gen.Select(Value, Value).Array[1, 12], Gen.Double[0, 0.01], Gen.Double[0, 0.01])
            .Select((pairs, relative, absolute) => (pairs.Select(pair => pair.Item1).ToArray(), pairs.Select(pair => pair.Item2).ToArray(), relative, absolute));

    [Fact]
    public void Required_atol_passes_and_less_fails() => Case.Sample(
        sample =>
        {
            double least = Compare(sample, sample.Relative, sample.Absolute).RequiredAbsolute!.Value;
            Assert.Equal(0, Compare(sample, sample.Relative, least).Mismatches);
            Assert.True(least == 0 || Compare(sample, sample.Relative, Less(least, sample)).Mismatches > 0);
        },
        iter: Iterations, seed: "0000KDJx5Dd4", threads: 1);

    [Fact]
    public void Required_rtol_passes_and_less_fails() => Case.Sample(
        sample =>
        {
            OutputComparison row = Compare(sample, sample.Relative, sample.Absolute);
            if (row.RequiredRelative is not { } least)
            {
                Assert.Contains(sample.Golden.Zip(sample.Actual), pair => pair.First == 0 && Math.Abs(pair.Second) > sample.Absolute);
                return;
            }

            Assert.Equal(0, Compare(sample, least, sample.Absolute).Mismatches);
            Assert.True(least == 0 || Compare(sample, least * (1 - 1e-9), sample.Absolute).Mismatches > 0);
        },
        iter: Iterations, seed: "0000KDJx5Dd4", threads: 1);

    [Fact]
    public void A_comparison_passes_exactly_when_no_element_is_outside() => Case.Sample(
        sample =>
        {
            OutputComparison row = Compare(sample, sample.Relative, sample.Absolute);
            Assert.Equal(row.Passed, row.Mismatches == 0);
            Assert.Equal(row.Passed, row.RequiredAbsolute <= sample.Absolute);
        },
        iter: Iterations, seed: "0000KDJx5Dd4", threads: 1);

    // Adding atol to rtol * |b| rounds to the larger of the two: less than that is not less.
    private static double Less(double least, (double[] Golden, double[] Actual, double Relative, double Absolute) sample) =>
        least - Math.Max(least * 1e-9, 4 * Math.BitIncrement(sample.Relative * sample.Golden.Max(Math.Abs)) * 1e-15);

    private static OutputComparison Compare((double[] Golden, double[] Actual, double Relative, double Absolute) sample, double relative, double absolute) =>
        OutputComparer.Compare("v", Doubles(sample.Golden), Doubles(sample.Actual), Elementwise(relative, absolute)).Comparison;
}
