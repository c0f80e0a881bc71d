using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The first vector with one thread and with several.</summary>
public sealed class ThreadTests
{
    public ThreadTests() => Assert.Null(InferenceEngine.Load().Fault);

    [Fact]
    public void A_real_model_gives_the_same_bits()
    {
        byte[] model = SharedModels.Mnist("mnist.onnx");
        SanityOutcome outcome = Run(model, GoldenSuites.From(model, SharedModels.Digits(2)), """{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_1"},{"path":"test_data_set_0"}],"determinism":{"threads":4}}""");

        Assert.IsType<TrustVerdict.Trusted>(outcome.Verdict);
        Check check = Assert.Single(outcome.Checks, check => check.Id == "rehearsal.threads");
        Assert.Equal(("test_data_set_1", "1 and 4 threads, same bits"), (check.Subject, check.Found));
    }

    [Fact]
    public void Other_bits_are_found()
    {
        SanityOutcome outcome = Run(SmallModel.OneNode("RandomNormalLike", 1, "A"), Good(), Suite("\"repeats\":1,\"threads\":2"));

        Assert.Equal(RehearsalReasons.ThreadsDiffer, Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason);
        Assert.Equal("Y: element 0", outcome.Checks[^1].Found);
    }

    [Fact]
    public void A_suite_that_does_not_ask_has_no_such_check() =>
        Assert.DoesNotContain(Run(SmallModel.OneNode("Neg", 13, "A"), Good(), Suite("\"repeats\":2")).Checks, check => check.Id == "rehearsal.threads");

    [Fact]
    public void A_first_vector_that_cannot_be_read_leaves_it_untried()
    {
        SanityOutcome outcome = Run(SmallModel.OneNode("Neg", 13, "A"), new(Good()) { ["v/input_0.pb"] = [0xFF] }, Suite("\"threads\":2"));

        Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict);
        Assert.Equal(("rehearsal.threads", CheckOutcome.NotRun, RehearsalReasons.CheckUntried), (outcome.Checks[^1].Id, outcome.Checks[^1].Outcome, outcome.Checks[^1].Reason));
    }

    [Fact]
    public void A_first_vector_that_the_model_refuses_fails()
    {
        SanityOutcome outcome = Run(SmallModel.OneNode("Neg", 13, "A"), new(Good()) { ["v/input_0.pb"] = SmallModel.Floats("A", 1, 2, 3) }, Suite("\"threads\":2"));

        Assert.Equal(("rehearsal.threads", RehearsalReasons.InferenceFailed), (outcome.Checks[^1].Id, outcome.Checks[^1].Reason));
    }

    private static string Suite(string determinism) =>
        $$$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"v"}],"tolerances":[{"profile":"default","output":"*","metric":"elementwise","atol":100000}],"determinism":{ {{{determinism}}} } }""";

    private static Dictionary<string, byte[]> Good() => new() { ["v/input_0.pb"] = SmallModel.Floats("A", 10, 20), ["v/output_0.pb"] = SmallModel.Floats("Y", -10, -20) };

    private static SanityOutcome Run(byte[] model, Dictionary<string, byte[]> files, string suite) =>
        Rehearsal.Run(new RehearsalJob(model, Encoding.UTF8.GetBytes(suite), files, new Dictionary<string, byte[]>()), "x64-cpu");
}
