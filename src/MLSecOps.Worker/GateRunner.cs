using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Runs the rows of one gate through a session, some at a time, and hands the answers to the judge. Not timed: batches are not single inputs.</summary>
internal static class GateRunner
{
    // Few enough for the memory of a small device, many enough for the engine to be quick.
    private const int RowsAtOnce = 256;

    /// <summary>Runs a gate; whatever is wrong with it is a check.</summary>
    /// <param name="session">The model.</param>
    /// <param name="gate">What is asked.</param>
    /// <param name="files">The suite's files; untrusted.</param>
    /// <param name="judge">Takes what comes out.</param>
    public static void Run(ModelSession session, LabelledGate gate, GoldenVectors files, SanityJudge judge)
    {
        (LabelledRows? rows, Check? fault) = Read(session, gate, files);
        if (rows is null)
        {
            judge.Add(fault!);
            return;
        }

        try
        {
            (IReadOnlyList<long>? answers, fault) = Answer(session, gate, rows);
            if (answers is null)
            {
                judge.Add(fault!);
            }
            else
            {
                judge.Gate(gate, rows, answers);
            }
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            judge.Add(Fail(gate, RunFault.ReasonOf(failed), null, failed.Message));
        }
    }

    private static (LabelledRows? Rows, Check? Fault) Read(ModelSession session, LabelledGate gate, GoldenVectors files)
    {
        if (!session.Outputs.Contains(gate.Answer.Output))
        {
            return (null, Fail(gate, RehearsalReasons.VectorMismatch, "an output of the model", gate.Answer.Output));
        }

        (IReadOnlyList<Tensor> inputs, Check? fault) = files.ReadInputs(gate.Folder, session.Inputs);
        (Tensor? labels, Check? second) = fault is null ? files.ReadOne(GateFileNames.Labels(gate.Folder)) : (null, fault);
        (Tensor? groups, Check? third) = second is null && gate.Fairness is not null ? files.ReadOne(GateFileNames.Groups(gate.Folder)) : (null, second);
        if (third is not null)
        {
            return (null, third);
        }

        (LabelledRows? rows, string? expected, string? found) = LabelledRows.Fit(inputs, labels!, groups, gate.Fairness);
        return rows is null ? (null, Fail(gate, RehearsalReasons.LabelsMalformed, expected, found))
            : session.FixedRows is { } fix && rows.Count % fix != 0 ? (null, Fail(gate, RehearsalReasons.LabelsMalformed, $"a multiple of the model's {fix} rows", $"{rows.Count} rows"))
            : (rows, null);
    }

    private static (IReadOnlyList<long>? Answers, Check? Fault) Answer(ModelSession session, LabelledGate gate, LabelledRows rows)
    {
        List<long> answers = new(rows.Count);
        int step = session.FixedRows ?? RowsAtOnce;
        while (answers.Count < rows.Count)
        {
            int count = Math.Min(step, rows.Count - answers.Count);
            Tensor output = session.Run([.. rows.Inputs.Select(input => TensorRows.Slice(input, answers.Count, count))], [gate.Answer.Output])[0];
            AnswerRows read = AnswerReader.Read(output, gate.Answer, count);
            if (read.Expected is not null)
            {
                return (null, Fail(gate, RehearsalReasons.AnswerUnreadable, read.Expected, read.Found));
            }

            if (answers.Count == 0 && rows.OddLabel(read.Classes, gate.Fairness) is { } odd)
            {
                return (null, Fail(gate, RehearsalReasons.LabelsMalformed, odd.Expected, odd.Found));
            }

            answers.AddRange(read.Answers);
        }

        return (answers, null);
    }

    private static Check Fail(LabelledGate gate, Reason reason, string? expected, string? found) => Check.Fail(GateJudge.CheckId(gate.Kind), gate.Folder, reason, expected, found);
}
