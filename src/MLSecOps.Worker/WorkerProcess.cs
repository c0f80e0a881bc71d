using System.Reflection;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Confinement;

namespace MLSecOps.Worker;

/// <summary>The worker's life: load the engine where the job needs it, lock down, read the job, answer, end.</summary>
internal static class WorkerProcess
{
    /// <summary>Exit code for a job name that is not known; every other end with a report is 0, whatever it says.</summary>
    public const int UnknownJob = 2;

    private static readonly string Version =
        typeof(WorkerProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Does one job.</summary>
    /// <param name="args">The job's name, see <see cref="WorkerJob"/>.</param>
    /// <param name="input">The job's bytes; not read before the lock-down.</param>
    /// <param name="output">Receives one report.</param>
    /// <param name="lockDown">Gives up everything but computing; called once what the job needs is loaded, before the first byte of the job.</param>
    public static int Run(string[] args, Stream input, Stream output, Func<LockdownProfile, LockdownCoverage> lockDown)
    {
        switch (args)
        {
            case [WorkerJob.Rehearse or WorkerJob.RehearseUnlocked or WorkerJob.SelfCheck]:
                return RunEngine(args[0], input, output, lockDown);
            case [WorkerJob.Infer or WorkerJob.InferUnlocked]:
                return Guarded(() => Infer(args[0], input, output, lockDown));
            case [WorkerJob.Reveal or WorkerJob.RevealUnlocked]:
                return Guarded(() => TryCopies(args[0], input, output, lockDown));
            case [WorkerJob.Inspect or WorkerJob.InspectUnlocked]:
                return Guarded(() => Inspect(args[0], input, output, lockDown));
            default:
                Console.Error.WriteLine("mlsec-worker: one job expected: infer, inspect, rehearse, reveal or selfcheck");
                return UnknownJob;
        }
    }

    /// <summary>Runs a job so that each way of failing has an exit code of its own.</summary>
    internal static int Guarded(Func<int> job)
    {
        try
        {
            return job();
        }
        catch (OutOfMemoryException)
        {
            return WorkerExitCode.OutOfMemory;
        }
#pragma warning disable CA1031 // A fault of ours that a hostile model set off ends as an exit code that the launcher knows. Unhandled, the runtime would abort, which reads like a crash of the engine.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Tell(failure);
            return WorkerExitCode.BrokenProgram;
        }
    }

    private static int RunEngine(string job, Stream input, Stream output, Func<LockdownProfile, LockdownCoverage> lockDown)
    {
        EngineLoad engine = InferenceEngine.Load();
        LockdownCoverage lockdown = lockDown(LockdownProfile.Computing);
        SanityOutcome outcome = engine.Fault is { } fault ? Refused(fault)
            : job == WorkerJob.SelfCheck ? SelfCheck.Run()
            : job == WorkerJob.Rehearse && !lockdown.SystemCallFilter ? Refused(Check.Skip("worker.lockdown", "worker", SandboxReasons.NotLocked))
            : Rehearse(input);
        output.Write(RehearsalReportWriter.Write(new RehearsalReport(engine.Description, Gaps(lockdown), outcome)).Span);
        output.Flush();
        return 0;
    }

    private static int Infer(string job, Stream input, Stream output, Func<LockdownProfile, LockdownCoverage> lockDown)
    {
        EngineLoad engine = InferenceEngine.Load();
        LockdownCoverage lockdown = lockDown(LockdownProfile.Computing);
        AnswerReport report = engine.Fault is { } fault ? Inference.Refused(InferenceEngine.Profile, fault.Reason!, fault.Found ?? "")
            : job == WorkerJob.Infer && !lockdown.SystemCallFilter ? Inference.Refused(InferenceEngine.Profile, SandboxReasons.NotLocked, "")
            : JobReader.Read(input).Match(
                asked => Inference.Run(asked, InferenceEngine.Profile),
                malformed => Inference.Refused(InferenceEngine.Profile, malformed.Reason, malformed.Expected ?? ""));
        AnswerReportWriter.Write(report, output);
        output.Flush();
        return 0;
    }

    private static int TryCopies(string job, Stream input, Stream output, Func<LockdownProfile, LockdownCoverage> lockDown)
    {
        EngineLoad engine = InferenceEngine.Load();
        LockdownCoverage lockdown = lockDown(LockdownProfile.Computing);
        RevealFindings findings = engine.Fault is { } fault ? RevealFindings.Refused(fault)
            : job == WorkerJob.Reveal && !lockdown.SystemCallFilter ? RevealFindings.Refused(Check.Skip("worker.lockdown", "worker", SandboxReasons.NotLocked))
            : RevealParts.Read(input).Match(
                Reveal.Run,
                malformed => RevealFindings.Refused(Check.Fail("reveal.job", "job", malformed.Reason, malformed.Expected, malformed.Found)));
        RehearsalReport report = new(engine.Description, Gaps(lockdown), new SanityOutcome(findings.Checks, [], null));
        output.Write(RevealReportWriter.Write(new RevealReport(report, findings.Interface, findings.Margins)).Span);
        output.Flush();
        return 0;
    }

    private static int Inspect(string job, Stream input, Stream output, Func<LockdownProfile, LockdownCoverage> lockDown)
    {
        LockdownCoverage lockdown = lockDown(LockdownProfile.Reading);
        InspectionReport report = job == WorkerJob.Inspect && !lockdown.SystemCallFilter
            ? Inspection.Refused(Check.Skip("worker.lockdown", "worker", SandboxReasons.NotLocked))
            : Inspection.Run(input, DescriptorRange.Of);
        output.Write(InspectionReportWriter.Write(report with { Worker = Version, Gaps = Gaps(lockdown) }).Span);
        output.Flush();
        return 0;
    }

    private static SanityOutcome Rehearse(Stream input) => JobReader.Read(input).Match(
        job => Rehearsal.Run(job, InferenceEngine.Profile),
        fault => Refused(Check.Fail("rehearsal.job", "job", fault.Reason, fault.Expected, fault.Found)));

    private static IReadOnlyList<string> Gaps(LockdownCoverage lockdown) =>
    [
        .. lockdown.NoNewPrivileges ? Array.Empty<string>() : ["no_new_privs not set"],
        .. lockdown.SystemCallFilter ? Array.Empty<string>() : [$"no system-call filter (error {lockdown.FilterError})"],
        .. lockdown.NotDumpable ? Array.Empty<string>() : ["dumpable"],
        .. lockdown.EndsWithLauncher ? Array.Empty<string>() : ["outlives its launcher"],
    ];

    private static SanityOutcome Refused(Check check) => new([check], [], null);

    // Not the console: it opens files when first used, which the lock-down refuses.
    private static void Tell(Exception failure)
    {
        using var diagnostics = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        try
        {
            diagnostics.Write(System.Text.Encoding.UTF8.GetBytes($"{failure.GetType().Name}: {failure.Message}\n"));
        }
        catch (IOException)
        {
            // Nobody listens; the exit code says it.
        }
    }
}
