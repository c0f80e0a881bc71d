using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Rehearsal;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Rehearsal;

/// <summary>A worker that was taken over writes reports: it may fail a model, but passes none by silence or contradiction.</summary>
public sealed class ReportJudgementTests
{
    private static readonly EngineDescription Engine = new("", "", "", "", [], "", "", "");
    private static readonly Dictionary<string, int> Asked = new() { ["a"] = 2, ["b"] = 1 };
    private static readonly Dictionary<string, bool> NoGates = [];
    private static readonly Dictionary<string, bool> TwoGates = new() { ["people"] = true, ["misled"] = false };
    private static readonly GateFigures Misled = new(GateKind.Robust, "misled", "fgsm", 10, 5, 0.5, [], []);
    private static readonly GateFigures People = new(
        GateKind.Labelled, "people", "", 4, 4, 1, [new GroupFigures("f", 2, 2, 1, 1, 0), new GroupFigures("m", 2, 2, 1, 1, 0)],
        [new BoundFigures(FairnessMeasure.SelectionDifference, 0.1, CheckOutcome.Passed, 0, "f", "f")]);

    private static readonly OutputComparison[] Whole = [Row("a", "x"), Row("a", "y"), Row("b", "x")];

    [Fact]
    public void A_whole_report_passes() => Assert.IsType<TrustVerdict.Trusted>(Judge(Whole));

    [Fact]
    [RedTeam("G8", "Reports a pass from a taken-over worker, with vectors left out, added or contradicted", typeof(ReportJudgement), "REHEARSAL_REPORT_DISAGREES")]
    public void Silence_and_contradiction_do_not_pass()
    {
        OutputComparison[][] odd =
        [
            [],
            Whole[..2],
            Whole[1..],
            [.. Whole, Row("c", "x")],
            [.. Whole, Row("b", "y")],
            [Row("a", "x"), Row("a", "x"), Row("b", "x")],
            [.. Whole[..2], Whole[2] with { Passed = false }],
            [.. Whole[..2], Whole[2] with { Mismatches = 1 }],
        ];
        Assert.All(odd, rows => Assert.Equal(RehearsalReasons.ReportDisagrees, Assert.IsType<TrustVerdict.Inconclusive>(Judge(rows)).Reason));
    }

    [Fact]
    public void Whole_gates_pass() => Assert.IsType<TrustVerdict.Trusted>(Judge(Whole, null, [People, Misled], TwoGates));

    [Fact]
    [RedTeam("G8", "Reports a pass from a taken-over worker, with gates left out, added or contradicted", typeof(ReportJudgement), "REHEARSAL_REPORT_DISAGREES")]
    public void Silence_and_contradiction_about_gates_do_not_pass()
    {
        GateFigures[][] odd =
        [
            [],
            [People],
            [Misled, Misled],
            [People, Misled, Misled with { Folder = "other" }],
            [People with { Groups = [], Bounds = [] }, Misled],
            [People with { Bounds = [] }, Misled],
            [People with { Bounds = [People.Bounds[0] with { Outcome = CheckOutcome.NotRun }] }, Misled],
            [People, Misled with { Correct = 4 }],
        ];
        Assert.All(odd, gates => Assert.Equal(RehearsalReasons.ReportDisagrees, Assert.IsType<TrustVerdict.Inconclusive>(Judge(Whole, null, gates, TwoGates)).Reason));
        Assert.Equal(RehearsalReasons.ReportDisagrees, Assert.IsType<TrustVerdict.Inconclusive>(Judge(Whole, null, [Misled])).Reason);
    }

    [Fact]
    [RedTeam("G8", "Reports a pass from a taken-over worker, with the exact answers of vectors left out, added or told twice", typeof(ReportJudgement), "REHEARSAL_REPORT_DISAGREES")]
    public void A_pass_without_the_bits_of_each_vector_does_not_count()
    {
        AnswerDigest[][] odd = [[], [Bits("a")], [Bits("a"), Bits("a")], [Bits("a"), Bits("c")], [Bits("a"), Bits("b"), Bits("c")], [Bits("a"), Bits("b"), Bits("b")]];
        Assert.All(odd, answers => Assert.Equal(RehearsalReasons.ReportDisagrees, Assert.IsType<TrustVerdict.Inconclusive>(Judge(Whole, answers: answers)).Reason));
        Assert.IsType<TrustVerdict.Trusted>(Judge(Whole, answers: [Bits("b"), Bits("a")]));
    }

    [Fact]
    public void A_report_without_checks_is_nothing() =>
        Assert.Equal(RehearsalReasons.NothingRan, Assert.IsType<TrustVerdict.Inconclusive>(Judge(Whole, [])).Reason);

    [Fact]
    public void A_report_of_failure_is_believed() => Assert.Equal(
        RehearsalReasons.OutputDeviates,
        Assert.IsType<TrustVerdict.Rejected>(Judge([], [Check.Fail("rehearsal.output", "a/x", RehearsalReasons.OutputDeviates)])).Reason);

    [Fact]
    [RedTeam("G6", "Reports bytes that are no report", typeof(RehearsalReportParser), "REHEARSAL_REPORT_MALFORMED")]
    public void Bytes_that_are_no_report()
    {
        (RehearsalReport? report, IReadOnlyList<Check> checks) = ReportJudgement.Judge("{}"u8, Asked, NoGates);
        Assert.Null(report);
        Assert.Equal(RehearsalReasons.ReportMalformed, Assert.Single(checks).Reason);
    }

    [Fact]
    public void The_worst_output_is_the_failed_one_that_no_tolerance_covers()
    {
        OutputComparison near = Row("a", "near") with { Passed = false, MaxAbsolute = 0.5, RequiredAbsolute = 0.4 };
        OutputComparison endless = Row("a", "endless") with { Passed = false, Worst = new WorstElement(1, "1", "NaN"), MaxAbsolute = null, RequiredAbsolute = null };
        OutputComparison fine = Row("a", "fine") with { MaxAbsolute = 9, RequiredAbsolute = 0 };
        Assert.Equal("endless", Result([fine, near, endless]).Worst!.Output);
        Assert.Null(Result([fine, near, endless]).RequiredAbsolute);
        Assert.Equal("near", Result([fine, near]).Worst!.Output);
        Assert.Equal(0.4, Result([fine, near]).RequiredAbsolute);
        Assert.Null(Result([]).Worst);
    }

    private static RehearsalResult Result(OutputComparison[] rows) => new(
        new TrustVerdict.Trusted([]), new EngineIdentity(default, default, "", "", ""), null, rows, null, [], null);

    private static TrustVerdict Judge(OutputComparison[] rows, Check[]? checks = null, GateFigures[]? gates = null, Dictionary<string, bool>? asked = null, AnswerDigest[]? answers = null)
    {
        var outcome = new SanityOutcome(checks ?? [Check.Pass("rehearsal.model", "model")], rows, null) { Gates = gates ?? [], Answers = answers ?? [Bits("a"), Bits("b")] };
        ReadOnlyMemory<byte> bytes = RehearsalReportWriter.Write(new RehearsalReport(Engine, [], outcome));
        return TrustVerdict.From(ReportJudgement.Judge(bytes.Span, Asked, asked ?? NoGates).Checks, RehearsalReasons.NothingRan);
    }

    private static AnswerDigest Bits(string vector) => new(vector, Sha256Digest.Of("bits"u8), 2);

    private static OutputComparison Row(string vector, string output) => new(
        vector, output, ElementType.Float32, OutputTolerance.DefaultFloat, true, 4, 0, null, 0, 0, 0, 1, 0, 0, 1, 1);
}
