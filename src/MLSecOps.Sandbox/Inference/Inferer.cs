using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Inference;

/// <summary>The primitive <c>infer(inputs) -> outputs</c> (design §7), answered by the sandboxed worker. Safe to call from several threads.</summary>
/// <param name="launcher">Starts workers; the caller disposes it.</param>
public sealed class Inferer(WorkerLauncher launcher)
{
    private const string Job = "infer";
    private const long BaseMemoryBytes = 256L << 20;

    /// <summary>Runs a model on all inputs of a request, in one worker.</summary>
    /// <param name="request">What; its sources stay the caller's.</param>
    /// <param name="limits">Bounds of the worker; null for <see cref="LimitsFor"/>.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>Answers, or why there are none. A worker that crashes, hangs, floods or lies is a result, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<InferenceResult> RunAsync(InferenceRequest request, WorkerLimits? limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<JobSource> parts = Compose(request);
        if (request.Inputs.Count is 0 or > JobLimits.Runs || !RunInputs.Fit(parts))
        {
            return NotRun(Check.Skip("infer.job", "job", RehearsalReasons.TooLarge), null);
        }

        WorkerOutcome outcome = await launcher
            .RunAsync(Job, (stream, stop) => JobWriter.WriteAsync(parts, stream, stop), limits ?? LimitsFor(request), cancellationToken).ConfigureAwait(false);
        return outcome.Match(
            reported => Judge(reported, request.Inputs.Count),
            stopped => NotRun(Check.Fail("infer.worker", "worker", stopped.Reason, null, stopped.Detail), stopped.Coverage));
    }

    /// <summary>Bounds that fit the size of a request: memory for the job, the loaded model and its optimised copy.</summary>
    public static WorkerLimits LimitsFor(InferenceRequest request) => new()
    {
        MemoryBytes = BaseMemoryBytes
            + (4 * (request.Model.Length + request.ExternalData.Sum(file => file.Content.Length) + request.Inputs.Sum(run => run.Sum(input => (long)input.Data.Length)))),
        ReportBytes = JobLimits.AnswerReportBytes,
    };

    private static List<JobSource> Compose(InferenceRequest request) =>
    [
        Part(JobPartKind.Model, "model.onnx", request.Model),
        .. request.ExternalData.Select(file => Part(JobPartKind.ExternalData, file.Path, file.Content)),
        .. RunInputs.Of(request.Inputs),
    ];

    private static InferenceResult Judge(WorkerOutcome.Reported reported, int runs) => AnswerReportParser.Parse(reported.Report, runs).Match(
        report => report.Refusal is { } refusal
            ? NotRun(Check.Fail("infer.model", "model", refusal.Reason, null, refusal.Detail), reported.Coverage)
            : new InferenceResult(report.Answers, report.Profile, null, reported.Coverage),
        fault => NotRun(Check.Fail("infer.report", "worker", fault.Reason, fault.Expected, fault.Found), reported.Coverage));

    private static InferenceResult NotRun(Check check, SandboxCoverage? coverage) => new([], "", check, coverage);

    private static JobSource Part(JobPartKind kind, string name, IByteSource content) => new(new JobPart(kind, name, content.Length), content);
}
