using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The robust gate over a thousand digits of each adversarial set, with accuracies that another tool measured. The model takes one row at a time.</summary>
public sealed class RobustGateTests
{
    [Theory]
    [InlineData("fgsm_eps0.1", 716)]
    [InlineData("fgsm_eps0.2", 262)]
    [InlineData("fgsm_eps0.3", 119)]
    [InlineData("pgd_eps0.1", 371)]
    [InlineData("pgd_eps0.2", 0)]
    [InlineData("pgd_eps0.3", 0)]
    public void Accuracy_is_the_one_that_another_tool_measured(string attack, int right)
    {
        GateFigures gate = Assert.Single(Rehearse(0, attack).Gates);

        Assert.Equal((GateKind.Robust, attack, 1000L, (long)right), (gate.Kind, gate.Folder, gate.Rows, gate.Correct));
    }

    [Fact]
    public void Each_set_has_its_own_bound()
    {
        SanityOutcome outcome = Rehearse(0.37, "fgsm_eps0.1", "pgd_eps0.1", "pgd_eps0.2");

        Assert.Equal(RehearsalReasons.RobustnessLow, Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason);
        Check[] checks = [.. outcome.Checks.Where(check => check.Id == "rehearsal.robust")];
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.Passed, CheckOutcome.Failed], checks.Select(check => check.Outcome));
        Assert.Equal("371 of 1000 right, accuracy 0.371; 0.001 above the bound (made as pgd_eps0.1)", checks[1].Found);
        Assert.Equal("0 of 1000 right, accuracy 0; 0.37 below the bound (made as pgd_eps0.2)", checks[2].Found);
    }

    private static SanityOutcome Rehearse(double least, params string[] attacks)
    {
        Dictionary<string, byte[]> files = GoldenSuites.From(SharedModels.Mnist("mnist.onnx"), SharedModels.Digits(1));
        foreach ((string name, byte[] content) in attacks.SelectMany(SharedRows.Misleading))
        {
            files.Add(name, content);
        }

        IEnumerable<string> gates = attacks.Select(attack => FormattableString.Invariant(
            $$"""{"path":"{{attack}}","output":"Plus214_Output_0","answer":"argmax","min_accuracy":{{least}},"attack":"made as {{attack}}"}"""));
        string suite = $$"""{"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],"robust":[{{string.Join(',', gates)}}]}""";
        return Rehearsal.Run(new RehearsalJob(SharedModels.Mnist("mnist.onnx"), Encoding.UTF8.GetBytes(suite), files, new Dictionary<string, byte[]>()), "x64-cpu");
    }
}
