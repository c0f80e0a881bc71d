using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>What the worker writes when it is asked for answers to two runs. A report that is accepted has one answer for each run, or none and a reason.</summary>
internal sealed class AnswerReportTarget : FuzzTarget
{
    private const int Runs = 2;

    public override string Name => "answer-report";

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => 5;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(AnswerReportParser.Parse(input, Runs), Check);

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        var answer = new RunAnswer([new Tensor("y", ElementType.Float32, [1, 2], new byte[8]), new Tensor("label", ElementType.Int64, [1], new byte[8])], null);
        var failed = new RunAnswer([], new AnswerFailure(RehearsalReasons.InferenceFailed, "no such input"));
        yield return ("valid-answers", Write(new AnswerReport("x64-cpu", [answer, answer], null)));
        yield return ("valid-failed-run", Write(new AnswerReport("arm64-cpu", [failed, answer], null)));
        yield return ("valid-refused", Write(new AnswerReport("x64-cpu", [], new AnswerFailure(RehearsalReasons.ModelNotLoadable, "opset 99"))));
    }

    private static byte[] Write(AnswerReport report)
    {
        using var output = new MemoryStream();
        AnswerReportWriter.Write(report, output);
        return output.ToArray();
    }

    private static void Check(AnswerReport report)
    {
        BrokenInvariantException.Unless(report.Answers.Count == (report.Refusal is null ? Runs : 0), "an answer for each run, or a refusal");
        BrokenInvariantException.Unless(report.Answers.All(answer => answer.Failure is null == (answer.Outputs.Count > 0)), "outputs or a failure");
        AnswerReport again = AnswerReportParser.Parse(Write(report), Runs).Match(read => read, fault => throw new BrokenInvariantException($"written again: {fault}"));
        BrokenInvariantException.UnlessSame(Write(again), Write(report), "a report is written as it was read");
    }
}
