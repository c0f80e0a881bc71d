using System.Text;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Sandbox.Rehearsal;

namespace MLSecOps.Cli.Tests;

/// <summary>What <c>mlsec model rehearse</c> prints of a suite with gates, pinned.</summary>
public sealed class RehearsalOutcomeTests
{
    private static readonly GateFigures Misled = new(GateKind.Robust, "fgsm", "FGSM, eps 0.1", 1000, 716, 0.7, [], []);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gates_that_are_kept(bool json) => Golden.Matches($"rehearse/kept.{(json ? "json" : "txt")}", Printed(json, People(0.2, CheckOutcome.Passed), [
        Check.Pass("rehearsal.labelled", "people", "3399 of 4000 right, accuracy 0.84975; 0.00975 above the bound"),
        Check.Pass("rehearsal.fairness", "people/selection_difference", "0.19155 (Male 0.2598, Female 0.06825); 0.00845 inside the bound"),
        Check.Pass("rehearsal.robust", "fgsm", "716 of 1000 right, accuracy 0.716; 0.016 above the bound (FGSM, eps 0.1)"),
    ]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gates_that_are_broken(bool json) => Golden.Matches($"rehearse/broken.{(json ? "json" : "txt")}", Printed(json, People(0.1, CheckOutcome.Failed), [
        Check.Pass("rehearsal.labelled", "people", "3399 of 4000 right, accuracy 0.84975; 0.00975 above the bound"),
        Check.Fail("rehearsal.fairness", "people/selection_difference", RehearsalReasons.FairnessExceeded, "at most 0.1", "0.19155 (Male 0.2598, Female 0.06825); 0.09155 beyond the bound"),
        Check.Pass("rehearsal.robust", "fgsm", "716 of 1000 right, accuracy 0.716; 0.016 above the bound (FGSM, eps 0.1)"),
    ]));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Groups_that_are_too_small(bool json)
    {
        GateFigures few = new(
            GateKind.Labelled, "people", "", 40, 30, 0.5, [new GroupFigures("Female", 3, 3, 0, 0, 0), new GroupFigures("Male", 37, 27, 12, 9, 4)],
            [new BoundFigures(FairnessMeasure.TruePositiveDifference, 0.1, CheckOutcome.NotRun, null, null, null)]);
        Golden.Matches($"rehearse/undecided.{(json ? "json" : "txt")}", Printed(json, few, [
            Check.Pass("rehearsal.labelled", "people", "30 of 40 right, accuracy 0.75; 0.25 above the bound"),
            new Check("rehearsal.fairness", CheckOutcome.NotRun, "people/tpr_difference", RehearsalReasons.GroupTooSmall, "at most 0.1", "Female has 0, Male has 12, of the 30 rows that a rate needs"),
        ]));
    }

    private static GateFigures People(double limit, CheckOutcome outcome) => new(
        GateKind.Labelled, "people", "", 4000, 3399, 0.84, [new GroupFigures("Female", 1348, 1243, 132, 64, 28), new GroupFigures("Male", 2652, 2156, 826, 505, 184)],
        [new BoundFigures(FairnessMeasure.SelectionDifference, limit, outcome, 0.19155466340838811, "Male", "Female")]);

    private static string Printed(bool json, GateFigures gate, Check[] checks)
    {
        RehearsalResult result = new(
            TrustVerdict.From(checks, RehearsalReasons.NothingRan), new EngineIdentity(Sha256Digest.Of("worker"u8), Sha256Digest.Of("engine"u8), "CPUExecutionProvider", "x64", "cpu"), null, [], null, [], null)
        {
            Gates = gate.Rows == 4000 ? [gate, Misled] : [gate],
        };
        StringBuilder text = new();
        using StringWriter both = new(text);
        Surroundings surroundings = new(both, both, false, false, new Dictionary<string, string> { ["LANG"] = "C.UTF-8" }, TimeProvider.System);
        new Printer(surroundings, new PrintOptions(json, false, null)).Print(RehearsalOutcome.Of("census-1.0.0.mlpkg", result, TimeSpan.FromMilliseconds(120), true));
        return text.ToString();
    }
}
