using Microsoft.ML.OnnxRuntime;
using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>The job <c>rehearse</c>: does this model answer as it did when its suite was made? Whatever goes wrong is a check in the outcome.</summary>
internal static class Rehearsal
{
    /// <summary>Rehearses.</summary>
    /// <param name="job">Model, suite and vectors; untrusted.</param>
    /// <param name="profile">The execution profile, for the suite's tolerances.</param>
    public static SanityOutcome Run(RehearsalJob job, string profile)
    {
        var vectors = new GoldenVectors(job.Vectors);
        SanitySuite? suite = new(vectors.Folders, []);
        if (job.Suite is not null && !SanitySuiteParser.Parse(job.Suite).TryGet(out suite, out FormatFault? fault))
        {
            return Refused(Check.Fail("rehearsal.suite", "suite.json", fault.Reason, fault.Expected, fault.Found));
        }

        if (SuiteFault(suite, vectors) is { } suiteFault)
        {
            return Refused(suiteFault);
        }

        var judge = new SanityJudge(suite, profile);
        judge.Add(Check.Pass("rehearsal.suite", "suite", $"{suite.Vectors.Count} vectors, {suite.Repeats} runs each"));
        (byte[]? model, Check? modelFault) = EngineModel.Take(job.Model, job.ExternalData);
        if (model is null)
        {
            judge.Add(modelFault!);
            return judge.Conclude(null);
        }

        try
        {
            (LatencySummary? latency, ThreadComparison? threads) = RunAll(model, suite, vectors, judge);
            threads?.End(model, suite.Threads!.Value, judge);
            return judge.Conclude(latency);
        }
        catch (OnnxRuntimeException refused)
        {
            judge.Add(Check.Fail("rehearsal.model", "model", RehearsalReasons.ModelNotLoadable, null, refused.Message));
            return judge.Conclude(null);
        }
    }

    // All that one session does, so that it is gone before another one is made.
    private static (LatencySummary? Latency, ThreadComparison? Threads) RunAll(byte[] model, SanitySuite suite, GoldenVectors vectors, SanityJudge judge)
    {
        using var session = new ModelSession(model);
        judge.Add(Check.Pass("rehearsal.model", "model"));
        var runner = new VectorRunner(session, suite, judge);
        LatencySummary? latency = runner.RunAll(vectors);
        foreach (MetamorphicRelation relation in suite.Relations)
        {
            new RelationRunner(session, runner.Vectors, judge).Run(relation);
        }

        foreach (LabelledGate gate in suite.Gates)
        {
            GateRunner.Run(session, gate, vectors, judge);
        }

        return (latency, suite.Threads is null ? null : ThreadComparison.Begin(session, suite, runner.Vectors, judge));
    }

    private static Check? SuiteFault(SanitySuite suite, GoldenVectors vectors) =>
        suite.Vectors.Count == 0 ? Check.Skip("rehearsal.suite", "suite", RehearsalReasons.SuiteMissing)
        : vectors.FirstUnexpected(suite) is { } file ? Check.Fail("rehearsal.suite", file, RehearsalReasons.FilesUnexpected)
        : suite.Vectors.Except(vectors.Folders).FirstOrDefault() is { } missing ? Check.Fail("rehearsal.suite", missing, RehearsalReasons.VectorMissing)
        : null;

    private static SanityOutcome Refused(Check check) => new([check], [], null);
}
