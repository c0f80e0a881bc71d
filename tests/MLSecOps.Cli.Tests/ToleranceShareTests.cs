using MLSecOps.Cli.Commands;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Tests;

public sealed class ToleranceShareTests
{
    [Fact]
    public void The_worst_element_of_all_outputs_counts()
    {
        // |1.0005 - 1| / (1e-4 + 1e-3 * 1)
        double? share = ToleranceShare.Of([Output("1", "1.0001"), Output("1", "1.0005"), Output(null, null)]);

        Assert.Equal(0.0005 / 0.0011, share!.Value, 6);
    }

    [Theory]
    [InlineData("1", "NaN")]
    [InlineData("1", "Infinity")]
    [InlineData("1", "∞")]
    [InlineData("cat", "dog")]
    public void What_is_no_number_is_never_hidden_behind_the_rest(string expected, string actual) =>
        Assert.Null(ToleranceShare.Of([Output("1", "1"), Output(expected, actual), Output("1", "1")]));

    [Fact]
    public void Another_shape_has_no_share_and_nothing_compared_has_none_either()
    {
        Assert.Null(ToleranceShare.Of([Output(null, null) with { Passed = false }]));
        Assert.Null(ToleranceShare.Of([]));
        Assert.Null(ToleranceShare.Of([Output("1", "2") with { Tolerance = OutputTolerance.DefaultFloat with { Metric = ToleranceMetric.Cosine } }]));
    }

    [Fact]
    public void Equal_values_use_nothing_up_also_without_tolerance() =>
        Assert.Equal(0, ToleranceShare.Of([Output("7", "7") with { Tolerance = OutputTolerance.Exact }]));

    private static OutputComparison Output(string? expected, string? actual) => new(
        "test_data_set_0", "logits", ElementType.Float32, OutputTolerance.DefaultFloat, true, 10, 0,
        expected is null ? null : new WorstElement(0, expected, actual!), null, null, null, null, null, null, 1, 1);
}
