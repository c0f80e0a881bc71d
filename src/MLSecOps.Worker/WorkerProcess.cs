using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux.Confinement;

namespace MLSecOps.Worker;

/// <summary>The worker's life: load the engine, lock down, read the job, answer, end.</summary>
internal static class WorkerProcess
{
    /// <summary>Exit code for a job name that is not known; every other end with a report is 0, whatever it says.</summary>
    public const int UnknownJob = 2;

    private const string RehearseJob = "rehearse";

    /// <summary>The same without the worker's own system-call filter: for emulators that have none. The launcher asks for it only under a policy that says so.</summary>
    private const string UnlockedJob = "rehearse-insecure-unlocked";

    private const string SelfCheckJob = "selfcheck";

    /// <summary>Does one job.</summary>
    /// <param name="args">The job's name.</param>
    /// <param name="input">The job's bytes; not read before the lock-down.</param>
    /// <param name="output">Receives one report.</param>
    /// <param name="lockDown">Gives up everything but computing; called once the engine is loaded, before the first byte of the job.</param>
    public static int Run(string[] args, Stream input, Stream output, Func<LockdownCoverage> lockDown)
    {
        if (args is not [RehearseJob or UnlockedJob or SelfCheckJob])
        {
            Console.Error.WriteLine("mlsec-worker: one job expected: rehearse or selfcheck");
            return UnknownJob;
        }

        EngineLoad engine = InferenceEngine.Load();
        LockdownCoverage lockdown = lockDown();
        SanityOutcome outcome = engine.Fault is { } fault ? Refused(fault)
            : args[0] == SelfCheckJob ? SelfCheck.Run()
            : args[0] == RehearseJob && !lockdown.SystemCallFilter ? Refused(Check.Skip("worker.lockdown", "worker", SandboxReasons.NotLocked))
            : Rehearse(input);
        output.Write(RehearsalReportWriter.Write(new RehearsalReport(engine.Description, Gaps(lockdown), outcome)).Span);
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
}
