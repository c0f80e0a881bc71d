namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the worker and its confinement.</summary>
public static class SandboxReasons
{
    /// <summary>The kernel lacks a feature that the policy asks for.</summary>
    public static Reason Unsupported { get; } = new(
        "SANDBOX_UNSUPPORTED",
        ReasonClass.Inconclusive,
        "the kernel lacks a sandbox feature that the policy requires",
        "Models are parsed and run only in a worker that is locked down at least as far as the policy says. The missing features are named; nothing was run.",
        "Run a kernel with the named features enabled (Landlock in the lsm list, seccomp filters), then try again.");

    /// <summary>The worker did not lock itself down.</summary>
    public static Reason NotLocked { get; } = new(
        "WORKER_NOT_LOCKED",
        ReasonClass.Inconclusive,
        "the worker ran without its own system-call filter",
        "The kernel's own account of the worker shows no filter beyond the launcher's, so its report does not count.",
        "Check that the worker's program belongs to this version of the agent, and reinstall the package if not.");

    /// <summary>The worker could not be started.</summary>
    public static Reason LaunchFailed { get; } = new(
        "WORKER_LAUNCH_FAILED",
        ReasonClass.Operational,
        "the worker could not be started",
        "The program is missing or not executable, or the system had no memory, processes or descriptors left.",
        "Look at the detail, check that the worker's program is installed beside the agent, and free resources.");

    /// <summary>The job could not be handed to the worker.</summary>
    public static Reason JobNotDelivered { get; } = new(
        "WORKER_JOB_NOT_DELIVERED",
        ReasonClass.Operational,
        "the job could not be handed to the worker",
        "Reading the model or the suite failed on our side while the worker waited for it.",
        "Check the disk and the permissions of the file named in the detail, then try again.");

    /// <summary>The worker took too long.</summary>
    public static Reason DeadlineExceeded { get; } = new(
        "WORKER_DEADLINE_EXCEEDED",
        ReasonClass.Inconclusive,
        "the worker did not finish in time and was killed",
        "A model that hangs, or is too large for this device, ends here. Nothing that it did counts.",
        "Rehearse the model on a machine like the device; if it is merely slow there, have the publisher shrink the model or its suite.");

    /// <summary>The worker used up its CPU time.</summary>
    public static Reason CpuTimeExceeded { get; } = new(
        "WORKER_CPU_TIME_EXCEEDED",
        ReasonClass.Inconclusive,
        "the worker used up its CPU time and was killed",
        "The kernel ended it at the limit, counted over all its threads.",
        "Rehearse the model on a machine like the device; if it is merely slow there, have the publisher shrink the model or its suite.");

    /// <summary>The worker ran out of its memory.</summary>
    public static Reason MemoryExceeded { get; } = new(
        "WORKER_MEMORY_EXCEEDED",
        ReasonClass.Inconclusive,
        "the worker ran out of the memory that it may use",
        "The model asks for more memory than the limit, by size or by intent. The rest of the device was not touched.",
        "Compare the model's memory need with the limit in the configuration; treat a small model that needs much as hostile.");

    /// <summary>The worker made a call that nothing honest makes.</summary>
    public static Reason ForbiddenCall { get; } = new(
        "WORKER_FORBIDDEN_CALL",
        ReasonClass.Rejected,
        "the worker attempted a forbidden system call and was killed",
        "Computing never debugs other processes, executes programs, mounts file systems or loads kernel code. A worker that tries was taken over by what it read.",
        "Keep the package as evidence, do not install it, and ask its publisher where it came from.");

    /// <summary>The worker was ended by a signal.</summary>
    public static Reason Crashed { get; } = new(
        "WORKER_CRASHED",
        ReasonClass.Inconclusive,
        "the worker crashed",
        "A signal ended it: a fault in the inference engine set off by this model, or bad memory in this device. The detail has the signal and the worker's last words.",
        "Rehearse the model on another machine: if it crashes there too, do not use it and report it; if not, test this device's memory.");

    /// <summary>The worker gave up by itself.</summary>
    public static Reason Failed { get; } = new(
        "WORKER_FAILED",
        ReasonClass.Inconclusive,
        "the worker ended without a report",
        "It ended by itself with an error, or wrote nothing. The detail has the exit code and its last words.",
        "Look at the detail. If it says nothing useful, collect a bug report and send it to the maintainers.");

    /// <summary>The worker's report was too long.</summary>
    public static Reason ReportTooLarge { get; } = new(
        "WORKER_REPORT_TOO_LARGE",
        ReasonClass.Inconclusive,
        "the worker wrote more than a report may have and was killed",
        "Reports are untrusted bytes and bounded. An honest worker stays far below the limit.",
        "Treat the model as hostile until the cause is known; keep the package as evidence.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Unsupported, NotLocked, LaunchFailed, JobNotDelivered, DeadlineExceeded, CpuTimeExceeded, MemoryExceeded, ForbiddenCall, Crashed, Failed, ReportTooLarge,
    ];
}
