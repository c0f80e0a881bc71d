using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Collects what a suite's vectors gave and concludes. One judge for one suite run; not safe for several threads.</summary>
/// <param name="suite">What is asked.</param>
/// <param name="profile">The execution profile that ran it, such as <c>x64-cpu</c>.</param>
public sealed class SanityJudge(SanitySuite suite, string profile)
{
    private readonly List<Check> _checks = [];
    private readonly List<OutputComparison> _comparisons = [];
    private readonly List<GateFigures> _gates = [];
    private readonly List<AnswerDigest> _answers = [];

    /// <summary>Adds a check that someone else performed.</summary>
    public void Add(Check check) => _checks.Add(check);

    /// <summary>Judges one output of one vector.</summary>
    /// <param name="vector">The vector's name.</param>
    /// <param name="golden">The golden output; its name is the model's output.</param>
    /// <param name="actual">What came out; null when the model gave no such output.</param>
    public void Output(string vector, Tensor golden, Tensor? actual)
    {
        string subject = $"{vector}/{golden.Name}";
        if (actual is null)
        {
            _checks.Add(Check.Fail("rehearsal.output", subject, RehearsalReasons.VectorMismatch, "an output of this name"));
            return;
        }

        OutputTolerance tolerance = suite.ToleranceOf(profile, golden.Name, ElementTypes.IsFloat(golden.Type));
        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare(vector, golden, actual, tolerance);
        _comparisons.Add(comparison);
        _checks.Add(fault is null
            ? Check.Pass("rehearsal.output", subject, ComparisonText.Found(comparison))
            : Check.Fail("rehearsal.output", subject, fault, ComparisonText.Expected(comparison, golden), FoundWhen(fault, comparison, actual)));
    }

    /// <summary>Judges the repeated runs of one vector.</summary>
    /// <param name="vector">The vector's name.</param>
    /// <param name="runs">How many runs were compared.</param>
    /// <param name="difference">Where a run first differed from the first one; null for bit-identical runs.</param>
    public void Determinism(string vector, int runs, string? difference) => _checks.Add(difference is null
        ? Check.Pass("rehearsal.determinism", vector, $"{runs} runs, same bits")
        : Check.Fail("rehearsal.determinism", vector, RehearsalReasons.NotDeterministic, "the same bits in every run", difference));

    /// <summary>Keeps what a vector was answered, to the last bit. Nothing is judged by it here: only the device knows what its own answers were before.</summary>
    /// <param name="vector">The vector's name.</param>
    /// <param name="outputs">What came out.</param>
    /// <param name="runs">How many runs gave these very bits.</param>
    public void Answer(string vector, IReadOnlyList<Tensor> outputs, int runs) => _answers.Add(new AnswerDigest(vector, AnswerBits.Of(outputs), runs));

    /// <summary>Judges what a gate's rows were answered.</summary>
    /// <param name="gate">A gate of the suite.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="answers">One answer for each row.</param>
    public void Gate(LabelledGate gate, LabelledRows rows, IReadOnlyList<long> answers)
    {
        (GateFigures figures, IReadOnlyList<Check> checks) = GateJudge.Judge(gate, rows, answers);
        _gates.Add(figures);
        _checks.AddRange(checks);
    }

    /// <summary>Adds what can be said only over all vectors, and concludes.</summary>
    public SanityOutcome Conclude(LatencySummary? latency)
    {
        foreach (IGrouping<string, OutputComparison> output in _comparisons.Where(row => row.Tolerance.Metric == ToleranceMetric.Top1).GroupBy(row => row.Output))
        {
            _checks.Add(JudgeTop1(output.Key, output.Sum(row => row.Rows), output.Sum(row => row.RowsAgreeing), output.First().Tolerance.MinAgreement));
        }

        if (latency is not null && suite.Latency is { } envelope)
        {
            _checks.Add(LatencyStatistics.Judge(latency, envelope));
        }

        return new SanityOutcome([.. _checks], [.. _comparisons], latency) { Gates = [.. _gates], Answers = [.. _answers] };
    }

    private static Check JudgeTop1(string output, long rows, long agreeing, double least)
    {
        string found = $"{agreeing} of {rows} rows agree";
        return agreeing >= least * rows
            ? Check.Pass("rehearsal.top1", output, found)
            : Check.Fail("rehearsal.top1", output, RehearsalReasons.Top1Low, $"at least {least:0.####} of {rows}", found);
    }

    private static string FoundWhen(Reason fault, OutputComparison comparison, Tensor actual) =>
        fault == RehearsalReasons.OutputType || fault == RehearsalReasons.OutputShape ? ComparisonText.TypeAndShape(actual) : ComparisonText.Found(comparison);
}
