using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux;
using MLSecOps.Sandbox.Jobs;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Inspection;

/// <summary>Inspects models in the sandboxed worker: hands the files over, launches, and judges what comes back as untrusted bytes. Safe to call from several threads.</summary>
/// <param name="launcher">Starts workers; the caller disposes it.</param>
public sealed class Inspector(WorkerLauncher launcher)
{
    private const string Job = "inspect";

    /// <summary>Bounds of an inspection: 64 MiB, half a minute.</summary>
    public static WorkerLimits DefaultLimits { get; } = new()
    {
        Deadline = TimeSpan.FromSeconds(30),
        CpuTime = TimeSpan.FromSeconds(30),
        MemoryBytes = 64 << 20,
        ReportBytes = InspectionLimits.ReportBytes,
    };

    /// <summary>Inspects one model.</summary>
    /// <param name="request">What; its sources stay the caller's.</param>
    /// <param name="limits">Bounds of the worker; null for <see cref="DefaultLimits"/>.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>What was found, or why nothing can be said. A worker that crashes, hangs, floods or lies is a result, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<InspectionResult> RunAsync(InspectionRequest request, WorkerLimits? limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Compose(request) is not { } parts)
        {
            return new InspectionResult(
                InspectionJudgement.Refused(Check.Fail("inspection.job", request.Model.File.Path, InspectionReasons.TooComplex, $"a job of at most {InspectionLimits.JobBytes} bytes")),
                launcher.Coverage);
        }

        WorkerOutcome outcome = await launcher.RunAsync(
            Job,
            (stream, stop) => JobWriter.WriteAsync(parts, stream, stop),
            request.Installed is null ? [request.Model.Source.Handle] : [request.Model.Source.Handle, request.Installed.Source.Handle],
            limits ?? DefaultLimits,
            cancellationToken).ConfigureAwait(false);
        InspectionReport report = outcome.Match(
            reported => InspectionJudgement.Judge(reported.Report.Span, request),
            stopped => InspectionJudgement.Refused(Check.Fail("inspection.worker", "worker", stopped.Reason, null, stopped.Detail)));
        return new InspectionResult(WithFiles(report, request), outcome.Coverage);
    }

    private static InspectionReport WithFiles(InspectionReport report, InspectionRequest request)
    {
        try
        {
            return request.Folder is { } folder ? ExternalFiles.Check(report, folder, request.Files is not null) : report;
        }
        catch (SystemCallException failure)
        {
            return report with { Refusal = report.Refusal ?? Check.Fail("inspection.external", "external data", InspectionReasons.Unreadable, null, failure.Message) };
        }
    }

    private static List<JobSource>? Compose(InspectionRequest request)
    {
        ReadOnlyMemory<byte> job;
        try
        {
            job = InspectionJobWriter.Write(new InspectionJob(request.Model.File, request.Installed?.File, request.Files, request.CompareWeights));
        }
        catch (ArgumentException)
        {
            return null;
        }

        List<JobSource> parts = [Part(JobPartKind.InspectionJob, "job.json", job)];
        if (request.Policy is { } policy)
        {
            parts.Add(Part(JobPartKind.InspectionPolicy, "inspection.json", policy));
        }

        if (request.Bom is { } bom)
        {
            parts.Add(Part(JobPartKind.BillOfMaterials, "mlbom.json", bom));
        }

        return parts.Exists(source => source.Part.Length > JobLimits.Of(source.Part.Kind)) ? null : parts;
    }

    private static JobSource Part(JobPartKind kind, string name, ReadOnlyMemory<byte> content) => new(new JobPart(kind, name, content.Length), new MemoryByteSource(content));
}
