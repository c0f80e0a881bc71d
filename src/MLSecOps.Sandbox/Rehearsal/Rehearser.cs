using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>Rehearses models in the sandboxed worker: composes the job, launches, and judges what comes back as untrusted bytes. Safe to call from several threads.</summary>
/// <param name="launcher">Starts workers; the caller disposes it.</param>
/// <param name="workerPath">The worker's program, the same that the launcher starts.</param>
public sealed class Rehearser(WorkerLauncher launcher, string workerPath)
{
    private const string Job = "rehearse";
    private const long BaseMemoryBytes = 256L << 20;

    /// <summary>What a pass depends on besides the package, as it is on disk now. Cost: reading about 33 MB.</summary>
    /// <exception cref="Linux.SystemCallException">The worker or ONNX Runtime is not there.</exception>
    public EngineIdentity MeasureEngine(CancellationToken cancellationToken) => EngineMeasurement.Measure(workerPath, cancellationToken);

    /// <summary>Rehearses one model.</summary>
    /// <param name="request">What; its sources stay the caller's.</param>
    /// <param name="limits">Bounds of the worker; null for <see cref="LimitsFor"/>.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <exception cref="Linux.SystemCallException">The worker or ONNX Runtime is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RehearsalResult> RunAsync(RehearsalRequest request, WorkerLimits? limits, CancellationToken cancellationToken)
    {
        ComposedJob job = JobComposer.Compose(request);

        // Beside the worker's run, so that it costs no time on two cores.
        Task<EngineIdentity> engine = Task.Run(() => MeasureEngine(cancellationToken), cancellationToken);
        if (job.Refusal is { } refusal)
        {
            return NotRun(refusal, await engine.ConfigureAwait(false), null);
        }

        WorkerOutcome outcome = await launcher
            .RunAsync(Job, (stream, stop) => JobWriter.WriteAsync(job.Parts, stream, stop), limits ?? LimitsFor(request), cancellationToken).ConfigureAwait(false);
        EngineIdentity measured = await engine.ConfigureAwait(false);
        return outcome.Match(
            reported => Judge(reported, job, measured),
            stopped => NotRun(Check.Fail("rehearsal.worker", "worker", stopped.Reason, null, stopped.Detail), measured, stopped.Coverage));
    }

    /// <summary>Bounds that fit the size of a request: memory for the job, the loaded model and its optimised copy.</summary>
    public static WorkerLimits LimitsFor(RehearsalRequest request) => new()
    {
        MemoryBytes = BaseMemoryBytes + (4 * (request.Files.Sum(file => file.Content.Length) + (request.ModelInstead?.Length ?? 0) + request.ExternalDataInstead.Sum(file => file.Content.Length))),
        ReportBytes = JobLimits.ReportBytes,
    };

    private static RehearsalResult Judge(WorkerOutcome.Reported reported, ComposedJob job, EngineIdentity engine)
    {
        (RehearsalReport? report, IReadOnlyList<Check> checks) = ReportJudgement.Judge(reported.Report.Span, job.OutputsOfVectors, job.GroupsOfGates);
        TrustVerdict verdict = TrustVerdict.From(checks, RehearsalReasons.NothingRan);
        return report is null
            ? new RehearsalResult(verdict, engine, null, [], null, [], reported.Coverage)
            : new RehearsalResult(verdict, engine, report.Engine, report.Outcome.Comparisons, report.Outcome.Latency, report.Gaps, reported.Coverage)
            {
                Gates = report.Outcome.Gates,
                Answers = report.Outcome.Answers,
            };
    }

    private static RehearsalResult NotRun(Check check, EngineIdentity engine, SandboxCoverage? coverage) =>
        new(TrustVerdict.From([check], RehearsalReasons.NothingRan), engine, null, [], null, [], coverage);
}
