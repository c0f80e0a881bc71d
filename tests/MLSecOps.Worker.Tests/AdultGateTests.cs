using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The labelled gate over 4000 held-out rows of a census, with figures that another tool measured.</summary>
public sealed class AdultGateTests
{
    [Fact]
    public void Accuracy_and_rates_are_those_that_another_tool_measured()
    {
        SanityOutcome outcome = Rehearse("0.84", """ "max_selection_difference":0.2,"max_tpr_difference":0.13,"max_fpr_difference":0.08,"min_selection_ratio":0.26 """);

        Assert.IsType<TrustVerdict.Trusted>(outcome.Verdict);
        GateFigures gate = Assert.Single(outcome.Gates);
        Assert.Equal((4000, 3399, 0.84975), (gate.Rows, gate.Correct, gate.Accuracy));
        (GroupFigures female, GroupFigures male) = (gate.Groups[0], gate.Groups[1]);
        Assert.Equal(("Female", 1348L, "Male", 2652L), (female.Group, female.Rows, male.Group, male.Rows));
        Assert.Equal((0.06824925816023739, 0.25980392156862747), (female.SelectionRate, male.SelectionRate));
        Assert.Equal((0.48484848484848486, 0.6113801452784504), (female.TruePositiveRate, male.TruePositiveRate));
        Assert.Equal((0.023026315789473683, 0.10076670317634173), (female.FalsePositiveRate, male.FalsePositiveRate));
        Assert.Equal("Male", gate.Bounds[0].Highest);
        Assert.Equal(0.2 - (0.25980392156862747 - 0.06824925816023739), gate.Bounds[0].Margin!.Value, 12);
        Assert.Equal(0.06824925816023739 / 0.25980392156862747, gate.Bounds[3].Found);
    }

    [Theory]
    [InlineData("0.84975", true)]
    [InlineData("0.84976", false)]
    public void The_least_accuracy_is_a_bound_that_may_be_reached(string least, bool passes)
    {
        SanityOutcome outcome = Rehearse(least, """ "max_selection_difference":1 """);

        Assert.Equal(passes ? null : RehearsalReasons.AccuracyLow, outcome.Verdict.Refusal);
        Check check = outcome.Checks.Single(row => row.Id == "rehearsal.labelled");
        Assert.Contains(passes ? "3399 of 4000 right, accuracy 0.84975; 0 above" : "3399 of 4000 right, accuracy 0.84975; 0.00001 below", check.Found);
    }

    // The four-fifths rule: .0682 / .2598 is far below 0.8.
    [Theory]
    [InlineData("\"max_selection_difference\":0.19", "labelled/selection_difference", "0.19155 (Male 0.2598, Female 0.06825); 0.00155 beyond the bound")]
    [InlineData("\"max_tpr_difference\":0.12", "labelled/tpr_difference", "0.12653 (Male 0.61138, Female 0.48485); 0.00653 beyond the bound")]
    [InlineData("\"max_fpr_difference\":0.07", "labelled/fpr_difference", "0.07774 (Male 0.10077, Female 0.02303); 0.00774 beyond the bound")]
    [InlineData("\"min_selection_ratio\":0.8", "labelled/selection_ratio", "0.2627 (Male 0.2598, Female 0.06825); 0.5373 beyond the bound")]
    public void A_broken_bound_says_between_whom_and_by_how_much(string bound, string subject, string found)
    {
        SanityOutcome outcome = Rehearse("0.8", bound);

        Assert.Equal(RehearsalReasons.FairnessExceeded, Assert.IsType<TrustVerdict.Rejected>(outcome.Verdict).Reason);
        Check check = outcome.Checks.Single(row => row.Id == "rehearsal.fairness");
        Assert.Equal((subject, found), (check.Subject, check.Found));
    }

    [Fact]
    public void Too_few_rows_for_a_rate_leave_its_bound_open()
    {
        // 132 women with the positive label: enough rows to select from, too few for their true positive rate.
        SanityOutcome outcome = Rehearse("0.8", """ "min_rows":500,"max_selection_difference":0.2,"max_tpr_difference":0.2 """);

        Assert.Equal(RehearsalReasons.GroupTooSmall, Assert.IsType<TrustVerdict.Inconclusive>(outcome.Verdict).Reason);
        Assert.Equal([CheckOutcome.Passed, CheckOutcome.NotRun], outcome.Gates[0].Bounds.Select(bound => bound.Outcome));
        Assert.Equal("Female has 132, of the 500 rows that a rate needs", outcome.Checks.Single(row => row.Outcome == CheckOutcome.NotRun).Found);
    }

    private static SanityOutcome Rehearse(string accuracy, string bounds)
    {
        string suite = $$$"""
            {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],
             "labelled":{"path":"labelled","output":"probabilities","answer":"argmax","min_accuracy":{{{accuracy}}},
                         "fairness":{"groups":["Female","Male"],"positive":1,{{{bounds}}} } } }
            """;
        return Rehearsal.Run(new RehearsalJob(SharedRows.AdultModel(), Encoding.UTF8.GetBytes(suite), SharedRows.Adult(), new Dictionary<string, byte[]>()), "x64-cpu");
    }
}
