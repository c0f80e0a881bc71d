using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The suite alone tells a model from a twin that answers nearly the same.</summary>
public sealed class TwinTests
{
    [Fact]
    public void The_model_itself_passes_with_identical_bits()
    {
        SanityOutcome outcome = Rehearse("mnist.onnx", 4, null);

        Assert.IsType<TrustVerdict.Trusted>(outcome.Verdict);
        Assert.Equal(4, outcome.Comparisons.Count);
        Assert.All(outcome.Comparisons, row => Assert.Equal(0.0, row.MaxAbsolute));
        Assert.All(outcome.Comparisons, row => Assert.Equal(0ul, row.MaxUlp));
        Assert.Equal(8, outcome.Latency!.Runs);
        Assert.Equal(4, outcome.Checks.Count(check => check.Id == "rehearsal.determinism"));
    }

    [Fact]
    public void The_same_weights_in_another_graph_pass() => Assert.IsType<TrustVerdict.Trusted>(Rehearse("opt-mnist.onnx", 4, null).Verdict);

    // Deviations as measured for one vector in the reference notes: .017, .28, 12.1.
    [Theory]
    [InlineData("mnist-finetuned.onnx", 0.001, 0.2)]
    [InlineData("mnist-int8weights.onnx", 0.02, 2)]
    [InlineData("mnist-backdoor-7.onnx", 1, 100)]
    public void Each_twin_fails_on_one_vector_and_the_report_says_by_how_much(string twin, double least, double most)
    {
        SanityOutcome outcome = Rehearse(twin, 1, null);

        TrustVerdict.Rejected rejected = Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict);
        Assert.Equal(RehearsalReasons.OutputDeviates, rejected.Reason);
        OutputComparison row = Assert.Single(outcome.Comparisons);
        Assert.InRange(row.MaxAbsolute!.Value, least, most);
        Assert.NotNull(row.Worst);
        Assert.NotEqual(row.Worst.Expected, row.Worst.Actual);
        string tolerance = FormattableString.Invariant($$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],"tolerances":[{"profile":"default","output":"*","metric":"elementwise","rtol":{{OutputTolerance.DefaultRelative}},"atol":{{row.RequiredAbsolute!.Value:R}}}]}""");
        Assert.IsType<TrustVerdict.Trusted>(Rehearse(twin, 1, tolerance).Verdict);
    }

    [Fact]
    public void Labels_alone_do_not_tell_the_backdoor()
    {
        const string suite = """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],"tolerances":[{"profile":"default","output":"Plus214_Output_0","metric":"top1"}]}""";

        Assert.IsType<TrustVerdict.Trusted>(Rehearse("mnist-backdoor-7.onnx", 1, suite).Verdict);
    }

    private static SanityOutcome Rehearse(string model, int vectors, string? suite)
    {
        Dictionary<string, byte[]> golden = GoldenSuites.From(SharedModels.Mnist("mnist.onnx"), SharedModels.Digits(vectors));
        var job = new RehearsalJob(SharedModels.Mnist(model), suite is null ? null : Encoding.UTF8.GetBytes(suite), golden, new Dictionary<string, byte[]>());
        return Rehearsal.Run(job, "x64-cpu");
    }
}
