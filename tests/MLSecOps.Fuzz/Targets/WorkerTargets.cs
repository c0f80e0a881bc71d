using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>JSON that goes into the worker from a package, and that comes back from it.</summary>
internal static class WorkerTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new DocumentTarget<RehearsalReport>("rehearsal-report", RehearsalReport.Schema, JobLimits.ReportBytes, RehearsalReportParser.Parse, Write, Reports),
        new DocumentTarget<RevealPlan>("reveal-plan", RevealPlan.Schema, RevealLimits.PlanBytes, RevealPlanParser.Parse, plan => RevealPlanWriter.Write(plan), Plans),
        new DocumentTarget<SanitySuite>("sanity-suite", SanitySuiteParser.Schema, JobLimits.SuiteBytes, SanitySuiteParser.Parse, null, Suites),
    ];

    private static Parsed<ReadOnlyMemory<byte>> Write(RehearsalReport report) => RehearsalReportWriter.Write(report);

    private static IEnumerable<(string Name, byte[] Content)> Reports()
    {
        EngineDescription engine = new("0.1.0", ".NET 10", "1.31.1", "CPUExecutionProvider", ["CPUExecutionProvider"], "x64", "x64-cpu", "a \"cpu\"");
        OutputComparison worst = new(
            "v", "o", ElementType.Float32, new OutputTolerance("default", "o", ToleranceMetric.Cosine, 0.1, 1e-300, 0.9, 0.8),
            false, 10, 3, new WorstElement(7, "NaN", "1.5"), 0.5, 1e300, ulong.MaxValue, -1, 0.25, 0.125, 2, 1);
        OutputComparison exact = new("v", "p", ElementType.Text, OutputTolerance.Exact with { Output = "p" }, true, 0, 0, null, null, null, null, null, null, null, 0, 0);
        Check[] checks = [Check.Pass("rehearsal.model", "model"), Check.Fail("rehearsal.output", "v/o", RehearsalReasons.OutputDeviates, "<= 1", "2"), Check.Skip("rehearsal.latency", "suite", RehearsalReasons.NothingRan)];
        yield return ("valid-full", RehearsalReportWriter.Write(new RehearsalReport(engine, ["no seccomp"], new SanityOutcome(checks, [worst, exact], new LatencySummary(4, 1, 2.5, 3, 4)))).ToArray());
        GateFigures people = new(
            GateKind.Labelled, "g", "", 10, 8, 0.5, [new GroupFigures("a", 4, 3, 2, 1, 1), new GroupFigures("b", 6, 5, 3, 2, 1)],
            [new BoundFigures(FairnessMeasure.TruePositiveDifference, 0.2, CheckOutcome.Passed, 0.125, "a", "b"), new BoundFigures(FairnessMeasure.SelectionRatio, 0.8, CheckOutcome.NotRun, null, null, null)]);
        yield return ("valid-gates", RehearsalReportWriter.Write(new RehearsalReport(
            engine, [], new SanityOutcome([checks[0]], [], null) { Gates = [people, new GateFigures(GateKind.Robust, "r", "PGD", 3, 1, 0.25, [], [])] })).ToArray());
        yield return ("valid-answers", RehearsalReportWriter.Write(new RehearsalReport(
            engine, [], new SanityOutcome([checks[0]], [exact], null) { Answers = [new AnswerDigest("v", Sha256Digest.Of("bits"u8), 2)] })).ToArray());
        yield return ("valid-nothing-ran", RehearsalReportWriter.Write(new RehearsalReport(engine, [], new SanityOutcome([checks[2]], [], null))).ToArray());
    }

    private static IEnumerable<(string Name, byte[] Content)> Plans()
    {
        yield return ("valid-full", RevealPlanWriter.Write(new RevealPlan(0.001, 0.0001, 200, 1)).ToArray());
        yield return ("valid-absolute", RevealPlanWriter.Write(new RevealPlan(0, 1e-30, 0, RevealPlan.MaxSeed)).ToArray());
    }

    private static IEnumerable<(string Name, byte[] Content)> Suites()
    {
        yield return ("valid-full", Encoding.ASCII.GetBytes("""
            {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"},{"path":"more/set-1"}],
             "tolerances":[{"profile":"default","output":"logits","metric":"elementwise","rtol":0.001,"atol":0.0001},
                           {"profile":"arm64-cpu","output":"logits","metric":"cosine","min_cosine":0.99},
                           {"profile":"default","output":"label","metric":"top1","min_agreement":0.9}],
             "determinism":{"repeats":3},"latency":{"p50_ms":5,"p99_ms":20.5}}
            """));
        yield return ("valid-gates", Encoding.ASCII.GetBytes("""
            {"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],
             "labelled":{"path":"people","output":"score","answer":"threshold","min_accuracy":0.8,"threshold":0.5,
                         "fairness":{"groups":["a","b"],"positive":1,"min_rows":40,"max_selection_difference":0.1,"max_tpr_difference":0.2,"max_fpr_difference":0.3,"min_selection_ratio":0.8}},
             "robust":[{"path":"fgsm","output":"logits","answer":"argmax","min_accuracy":0.7,"attack":"FGSM, eps 0.1"}]}
            """));
        yield return ("valid-relations", Encoding.ASCII.GetBytes("""
            {"schema":"mlsec.sanity/1","vectors":[{"path":"a"}],"determinism":{"repeats":2,"threads":4},
             "metamorphic":[{"relation":"batch","output":"logits","rtol":0.01,"atol":0.5},{"relation":"order","output":"logits"},{"relation":"sum-to-one","output":"p","atol":0.25},{"relation":"range","output":"p","low":-1,"high":1}]}
            """));
        yield return ("valid-least", Encoding.ASCII.GetBytes("""{"schema":"mlsec.sanity/1","vectors":[{"path":"a"}]}"""));
    }
}
