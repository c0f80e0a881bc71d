using System.Runtime.InteropServices;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Tests.Applications;

public sealed class AnswerComparisonTests
{
    private static readonly Tensor Scores = Floats("scores", [1, 3], 0.1f, 0.7f, 0.2f);
    private static readonly Tensor Label = new("label", ElementType.Int64, [1], MemoryMarshal.AsBytes<long>([1L]).ToArray());

    private static readonly SanitySuite Suite = new(["v"], [new OutputTolerance("default", "scores", ToleranceMetric.Elementwise, 0, 0.01)]);

    [Fact]
    public void Equal_answers_do_not_deviate_by_name_or_place()
    {
        Assert.Null(First(new GivenOutput(0, Scores), new GivenOutput(1, Label)));
        Assert.Null(First(new GivenOutput(1, Label with { Name = "" }), new GivenOutput(0, Scores with { Name = "" })));
        Assert.Null(First(new GivenOutput(5, Scores)));
    }

    [Fact]
    public void Within_the_tolerance_is_equal_and_outside_is_told()
    {
        Assert.Null(First(new GivenOutput(0, Floats("scores", [1, 3], 0.109f, 0.7f, 0.2f))));
        Assert.StartsWith("scores: element 0: 0.12 instead of 0.1", First(new GivenOutput(0, Floats("scores", [1, 3], 0.12f, 0.7f, 0.2f))), StringComparison.Ordinal);
        Assert.NotNull(First(new GivenOutput(0, Floats("scores", [1, 3], float.NaN, 0.7f, 0.2f))));
    }

    [Fact]
    public void Wider_types_and_axes_of_one_are_the_application_s_own_business()
    {
        Assert.Null(First(new GivenOutput(0, new Tensor("scores", ElementType.Float64, [3], MemoryMarshal.AsBytes<double>([0.1, 0.7, 0.2]).ToArray()))));
        Assert.Null(First(new GivenOutput(1, new Tensor("label", ElementType.Int32, [], MemoryMarshal.AsBytes<int>([1]).ToArray()))));
        Assert.Equal("label is uint64[1] instead of int64[1]", First(new GivenOutput(1, new Tensor("label", ElementType.UInt64, [1], MemoryMarshal.AsBytes<ulong>([ulong.MaxValue]).ToArray()))));
        Assert.Equal("scores is float32[3,2] instead of float32[1,3]", First(new GivenOutput(0, Floats("scores", [3, 2], 0, 0, 0, 0, 0, 0))));
        Assert.Equal("scores is int64[1] instead of float32[1,3]", First(new GivenOutput(0, Label with { Name = "scores" })));
    }

    [Fact]
    public void Outputs_that_the_model_has_not_or_twice_deviate()
    {
        Assert.Equal("no outputs", First());
        Assert.Equal("an output other that the model does not have", First(new GivenOutput(0, Scores with { Name = "other" })));
        Assert.Equal("an output 2 that the model does not have", First(new GivenOutput(2, Scores with { Name = "" })));
        Assert.NotNull(First(new GivenOutput(0, Scores), new GivenOutput(0, Scores with { Name = "" })));
    }

    [Fact]
    public void A_suite_can_say_what_holds_for_applications()
    {
        Assert.Equal("x64-cpu", ApplicationProfile.Of(Suite, "x64-cpu"));
        SanitySuite wide = Suite with { Tolerances = [.. Suite.Tolerances, new OutputTolerance("application", "scores", ToleranceMetric.Elementwise, 0, 0.5)] };
        GivenOutput far = new(0, Floats("scores", [1, 3], 0.4f, 0.7f, 0.2f));
        Assert.Equal("application", ApplicationProfile.Of(wide, "x64-cpu"));
        Assert.Null(AnswerComparison.FirstDeviation(wide, "application", [Scores, Label], [far]));
        Assert.NotNull(AnswerComparison.FirstDeviation(wide, "x64-cpu", [Scores, Label], [far]));
    }

    [Fact]
    public void A_top_1_tolerance_counts_rows()
    {
        SanitySuite top = new(["v"], [new OutputTolerance("default", "scores", ToleranceMetric.Top1, 0, 0, MinAgreement: 0.5)]);
        Tensor rows = Floats("scores", [2, 2], 0, 1, 0, 1);
        Assert.Null(AnswerComparison.FirstDeviation(top, "x64-cpu", [rows], [new GivenOutput(0, Floats("scores", [2, 2], 0, 1, 1, 0))]));
        Assert.Equal("scores: 0 of 2 rows agree", AnswerComparison.FirstDeviation(top, "x64-cpu", [rows], [new GivenOutput(0, Floats("scores", [2, 2], 1, 0, 1, 0))]));
    }

    private static string? First(params GivenOutput[] given) => AnswerComparison.FirstDeviation(Suite, "x64-cpu", [Scores, Label], given);

    private static Tensor Floats(string name, long[] shape, params float[] values) => new(name, ElementType.Float32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());
}
