using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Fingerprints;

/// <summary>Has inputs tried on changed copies of a model, all of them in one sandboxed worker. Safe to call from several threads.</summary>
/// <param name="launcher">Starts workers; the caller disposes it.</param>
public sealed class Revealer(WorkerLauncher launcher)
{
    private const string Job = "reveal";
    private const string RunId = "reveal.run";
    private const long BaseMemoryBytes = 256L << 20;

    /// <summary>The longest that a worker may take: thousands of copies of a small model need a minute or two.</summary>
    public static TimeSpan Deadline { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Tries all inputs on all copies.</summary>
    /// <param name="request">What; its sources stay the caller's.</param>
    /// <param name="limits">Bounds of the worker; null for <see cref="LimitsFor"/>.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>Margins, or why there are none. A worker that crashes, hangs, floods or lies is a result, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RevealResult> RunAsync(RevealRequest request, WorkerLimits? limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<JobSource> parts = Compose(request);
        long rows = RevealedMargins.OwnRows + ((long)BitClasses.All.Count * request.Plan.Flips);
        if (request.Inputs.Count > RevealLimits.Samples
            || rows * request.Inputs.Count > RevealLimits.Margins
            || !RunInputs.Fit(parts))
        {
            return NotRun(Check.Skip("reveal.job", "job", RehearsalReasons.TooLarge), null);
        }

        WorkerOutcome outcome = await launcher
            .RunAsync(Job, (stream, stop) => JobWriter.WriteAsync(parts, stream, stop), limits ?? LimitsFor(request), cancellationToken).ConfigureAwait(false);
        return outcome.Match(
            reported => Judge(reported, request),
            stopped => NotRun(Check.Fail("reveal.worker", "worker", stopped.Reason, null, stopped.Detail), stopped.Coverage));
    }

    /// <summary>Bounds that fit the size of a request: memory for the job, one loaded copy and its optimised form.</summary>
    public static WorkerLimits LimitsFor(RevealRequest request) => new()
    {
        Deadline = Deadline,
        CpuTime = Deadline,
        MemoryBytes = BaseMemoryBytes + (4 * (request.Model.Length + request.ExternalData.Sum(file => file.Content.Length) + request.Inputs.Sum(run => run.Sum(input => (long)input.Data.Length)))),
        ReportBytes = RevealLimits.ReportBytes,
    };

    private static List<JobSource> Compose(RevealRequest request) =>
    [
        Part(JobPartKind.Model, "model.onnx", request.Model),
        .. request.ExternalData.Select(file => Part(JobPartKind.ExternalData, file.Path, file.Content)),
        Part(JobPartKind.RevealPlan, "plan.json", new MemoryByteSource(RevealPlanWriter.Write(request.Plan))),
        .. RunInputs.Of(request.Inputs),
    ];

    // What a worker that was taken over could gain is a bad choice of fingerprints; silence and contradictions are refused all the same.
    private static RevealResult Judge(WorkerOutcome.Reported reported, RevealRequest request)
    {
        if (!RevealReportParser.Parse(reported.Report.Span).TryGet(out RevealReport? report, out FormatFault? fault))
        {
            return NotRun(Check.Fail("reveal.report", "worker", fault.Reason, fault.Expected, fault.Found), reported.Coverage);
        }

        IReadOnlyList<Check> checks = report.Report.Outcome.Checks;
        if (checks.FirstOrDefault(check => check.Id != RunId && check.Outcome != CheckOutcome.Passed) is { } refusal)
        {
            return NotRun(refusal, reported.Coverage) with { Engine = report.Report.Engine };
        }

        bool fits = report.Interface is not null
            && (report.Margins?.Samples ?? 0) == request.Inputs.Count
            && BitClasses.All.All(of => (report.Margins?.Copies.Count(copy => copy == of) ?? 0) <= request.Plan.Flips)
            && checks.All(check => RunName.Parse(check.Subject) < request.Inputs.Count);
        return fits
            ? new RevealResult(report.Interface, report.Margins, checks, report.Report.Engine, null, reported.Coverage)
            : NotRun(Check.Fail("reveal.report", "worker", RehearsalReasons.ReportDisagrees, "margins of what was asked for"), reported.Coverage);
    }

    private static RevealResult NotRun(Check check, SandboxCoverage? coverage) => new(null, null, [], null, check, coverage);

    private static JobSource Part(JobPartKind kind, string name, IByteSource content) => new(new JobPart(kind, name, content.Length), content);
}
