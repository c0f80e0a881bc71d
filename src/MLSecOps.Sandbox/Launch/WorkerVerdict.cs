using System.Globalization;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;

namespace MLSecOps.Sandbox.Launch;

/// <summary>Turns the way a worker ended into an outcome: each way its own reason.</summary>
internal static class WorkerVerdict
{
    internal static WorkerOutcome Of(SupervisedEnd end, string? feedFailure, WorkerLimits limits, SandboxPolicy policy, SandboxCoverage coverage)
    {
        Reason? reason = WhyStopped(end, feedFailure, limits);
        if (reason is null && policy.Required.Contains(ConfinementFeature.WorkerFilter) && !coverage.Applied.Contains(ConfinementFeature.WorkerFilter))
        {
            reason = SandboxReasons.NotLocked;
        }

        return reason is null
            ? new WorkerOutcome.Reported(end.Output, coverage)
            : new WorkerOutcome.Stopped(reason, Describe(end, feedFailure), coverage);
    }

    private static Reason? WhyStopped(SupervisedEnd end, string? feedFailure, WorkerLimits limits) => end switch
    {
        _ when feedFailure is not null => SandboxReasons.JobNotDelivered,
        { Cause: EndCause.Deadline } => SandboxReasons.DeadlineExceeded,
        { Cause: EndCause.OutputTooLarge } => SandboxReasons.ReportTooLarge,
        { Exit.Signal: ProcessExit.ForbiddenCall } => SandboxReasons.ForbiddenCall,
        { Exit.Signal: ProcessExit.CpuTimeExceeded } => SandboxReasons.CpuTimeExceeded,
        { Exit.IsSuccess: false } when RanOutOfMemory(end, limits) => SandboxReasons.MemoryExceeded,
        { Exit.Signal: not 0 } => SandboxReasons.Crashed,
        { Exit.Code: WorkerExitCode.NotLocked } => SandboxReasons.NotLocked,
        { Exit.IsSuccess: false } => SandboxReasons.Failed,
        { Output.IsEmpty: true } => SandboxReasons.Failed,
        _ => null,
    };

    /// <summary>The worker says so, or its runtime's last words do, or it held most of what it may when it died.</summary>
    private static bool RanOutOfMemory(SupervisedEnd end, WorkerLimits limits) =>
        end.Exit is { Signal: 0, Code: WorkerExitCode.OutOfMemory }
        || end.Diagnostics.Span.IndexOf("OutOfMemory"u8) >= 0
        || end.Diagnostics.Span.IndexOf("std::bad_alloc"u8) >= 0
        || (end.Exit.Signal != 0 && end.Exit.PeakResidentBytes >= limits.MemoryBytes / 4 * 3);

    private static string Describe(SupervisedEnd end, string? feedFailure)
    {
        string how = feedFailure
            ?? (end.Exit.Signal != 0
                ? string.Create(CultureInfo.InvariantCulture, $"ended by signal {end.Exit.Signal}")
                : string.Create(CultureInfo.InvariantCulture, $"exit code {end.Exit.Code}"));
        string words = Encoding.UTF8.GetString(end.Diagnostics.Span).Trim();
        return words.Length == 0 ? how : how + ": " + words;
    }
}
