using System.Diagnostics;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Launch;

public sealed class WorkerLauncherTests(HostileWorker worker)
{
    [Theory]
    [InlineData("crash", "WORKER_CRASHED", "ended by signal 11: last words")]
    [InlineData("abort", "WORKER_CRASHED", "ended by signal 6")]
    [InlineData("exit", "WORKER_FAILED", "exit code 7: no such model")]
    [InlineData("silent", "WORKER_FAILED", "exit code 0")]
    [InlineData("not-locked", "WORKER_NOT_LOCKED", "exit code 13")]
    [InlineData("memory-at-once", "WORKER_MEMORY_EXCEEDED", "exit code 12")]
    [InlineData("flood", "WORKER_REPORT_TOO_LARGE", "ended by signal 9")]
    [RedTeam("G6", "Crashes the worker, or has it allocate or report without end", typeof(WorkerLauncher), "WORKER_CRASHED", "WORKER_FAILED", "WORKER_NOT_LOCKED", "WORKER_MEMORY_EXCEEDED", "WORKER_REPORT_TOO_LARGE")]
    public async Task Each_bad_end_has_its_own_reason(string job, string reason, string detail)
    {
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt(job));
        Assert.Equal(reason, stopped.Reason.Code);
        Assert.Equal(detail, stopped.Detail);
    }

    [Fact]
    [RedTeam("G6", "Hangs the worker", typeof(WorkerLauncher), "WORKER_DEADLINE_EXCEEDED")]
    public async Task A_hanging_worker_is_killed_at_its_deadline()
    {
        long start = Stopwatch.GetTimestamp();
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt("hang", limits: HostileWorker.Limits with { Deadline = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(SandboxReasons.DeadlineExceeded, stopped.Reason);
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    [RedTeam("G6", "Spins the worker", typeof(WorkerLauncher), "WORKER_CPU_TIME_EXCEEDED")]
    public async Task A_spinning_worker_is_killed_at_its_cpu_limit()
    {
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt("spin", limits: HostileWorker.Limits with { CpuTime = TimeSpan.FromMilliseconds(900) }));
        Assert.Equal(SandboxReasons.CpuTimeExceeded, stopped.Reason);
    }

    [Fact]
    [RedTeam("G6", "Has the worker take memory piece by piece", typeof(WorkerLauncher), "WORKER_MEMORY_EXCEEDED")]
    public async Task A_memory_bomb_ends_at_the_memory_limit()
    {
        // Above what this test process has had itself, so that the kernel's account of the child is the child's own.
        long limit = (Process.GetCurrentProcess().PeakWorkingSet64 * 2) + (64 << 20);
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt("memory-bomb", limits: HostileWorker.Limits with { MemoryBytes = limit }));
        Assert.Equal(SandboxReasons.MemoryExceeded, stopped.Reason);
        Assert.Equal("ended by signal 6", stopped.Detail);
    }

    [Fact]
    public async Task The_descriptor_limit_holds() =>
        Assert.Equal("errno 24", HostileWorker.Text(await worker.Attempt("descriptors", limits: HostileWorker.Limits with { Descriptors = 16 })));

    [Fact]
    public async Task Diagnostics_are_read_to_the_end_and_kept_to_the_limit()
    {
        Assert.Equal("a report", HostileWorker.Text(await worker.Attempt("diagnostics-flood")));
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt("crash", limits: HostileWorker.Limits with { DiagnosticBytes = 4 }));
        Assert.Equal("ended by signal 11: last", stopped.Detail);
    }

    [Fact]
    public async Task A_large_job_passes_through_and_comes_back()
    {
        byte[] job = new byte[1_000_000];
        new Random(3).NextBytes(job);
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        WorkerOutcome outcome = await launcher.RunAsync("echo", async (stream, token) => await stream.WriteAsync(job, token), HostileWorker.Limits, TestContext.Current.CancellationToken);
        Assert.True(job.AsSpan().SequenceEqual(Assert.IsType<WorkerOutcome.Reported>(outcome).Report.Span));
    }

    [Fact]
    public async Task A_worker_that_does_not_want_its_job_may_still_report()
    {
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        WorkerOutcome outcome = await launcher.RunAsync("close-input", async (stream, token) => await stream.WriteAsync(new byte[10_000_000], token), HostileWorker.Limits, TestContext.Current.CancellationToken);
        Assert.Equal("a report", HostileWorker.Text(outcome));
    }

    [Fact]
    [RedTeam("G6", "Hangs the worker while its job is being sent", typeof(WorkerLauncher), "WORKER_DEADLINE_EXCEEDED")]
    public async Task A_hanging_worker_with_a_full_pipe_does_not_hang_the_launcher()
    {
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        WorkerOutcome outcome = await launcher.RunAsync(
            "hang", async (stream, token) => await stream.WriteAsync(new byte[10_000_000], token), HostileWorker.Limits with { Deadline = TimeSpan.FromMilliseconds(200) }, TestContext.Current.CancellationToken);
        Assert.Equal(SandboxReasons.DeadlineExceeded, Assert.IsType<WorkerOutcome.Stopped>(outcome).Reason);
    }

    [Fact]
    public async Task A_job_that_cannot_be_read_on_our_side_is_told_as_that()
    {
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        WorkerOutcome outcome = await launcher.RunAsync("echo", (_, _) => throw new FileNotFoundException("model.onnx"), HostileWorker.Limits, TestContext.Current.CancellationToken);
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(outcome);
        Assert.Equal(SandboxReasons.JobNotDelivered, stopped.Reason);
        Assert.Equal("FileNotFoundException: model.onnx", stopped.Detail);
    }

    [Fact]
    [RedTeam("G6", "Reports from a worker that never locked itself", typeof(WorkerLauncher), "WORKER_NOT_LOCKED")]
    public async Task A_report_of_a_worker_that_did_not_lock_itself_does_not_count()
    {
        Assert.SkipUnless(Landlock.Abi >= 1, "this kernel has no Landlock");
        using var launcher = new WorkerLauncher(worker.Path, SandboxPolicy.Default);
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await launcher.RunAsync("report", HostileWorker.Nothing, HostileWorker.Limits, TestContext.Current.CancellationToken));
        Assert.Equal(SandboxReasons.NotLocked, stopped.Reason);
        Assert.Contains(ConfinementFeature.WorkerFilter, stopped.Coverage.Missing);

        WorkerOutcome locked = await launcher.RunAsync("locked/report", HostileWorker.WriteFilter, HostileWorker.Limits, TestContext.Current.CancellationToken);
        Assert.Equal("a report", HostileWorker.Text(locked));
        Assert.Equal([.. SandboxPolicy.Default.Required.Order()], locked.Coverage.Applied.Intersect(SandboxPolicy.Default.Required).Order());
    }

    [Fact]
    [RedTeam("G6", "Runs the agent on a kernel that cannot confine the worker", typeof(SandboxPolicy), "SANDBOX_UNSUPPORTED")]
    public async Task Below_the_policy_nothing_runs()
    {
        using var launcher = new WorkerLauncher(worker.Path, SandboxPolicy.Default, landlockAbi: 0);
        bool asked = false;
        WorkerOutcome outcome = await launcher.RunAsync("report", (_, _) => Task.FromResult(asked = true), HostileWorker.Limits, TestContext.Current.CancellationToken);
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(outcome);
        Assert.Equal(SandboxReasons.Unsupported, stopped.Reason);
        Assert.Equal("missing: FileAccess", stopped.Detail);
        Assert.False(asked);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(6, 3)]
    public void Coverage_follows_the_kernels_version(int abi, int features)
    {
        Assert.SkipUnless(Landlock.Abi >= abi, "this kernel's Landlock is older");
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked, abi);
        Assert.Equal(features, launcher.Coverage.Applied.Intersect([ConfinementFeature.FileAccess, ConfinementFeature.TcpDenied, ConfinementFeature.IpcScope]).Count());
        Assert.Contains(ConfinementFeature.WorkerFilter, launcher.Coverage.Missing);
    }

    [Fact]
    public async Task A_missing_program_and_one_that_is_no_program_are_launch_failures()
    {
        using var folder = new ScratchFolder();
        folder.Write("text", "not a program"u8);
        foreach (string path in (string[])[folder["none"], folder["text"]])
        {
            using var launcher = new WorkerLauncher(path, HostileWorker.UntilLocked);
            var stopped = Assert.IsType<WorkerOutcome.Stopped>(await launcher.RunAsync("report", HostileWorker.Nothing, HostileWorker.Limits, TestContext.Current.CancellationToken));
            Assert.Equal(SandboxReasons.LaunchFailed, stopped.Reason);
        }
    }

    [Fact]
    public async Task Cancelling_kills_the_worker_and_throws()
    {
        using var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        using var cancel = new CancellationTokenSource();
        Task<WorkerOutcome> run = launcher.RunAsync("hang", async (stream, token) => { await stream.WriteAsync(new byte[1], token); await cancel.CancelAsync(); }, HostileWorker.Limits, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launcher.RunAsync("report", HostileWorker.Nothing, HostileWorker.Limits, cancel.Token));
    }

    [Fact]
    public async Task Disposing_ends_the_workers_that_run()
    {
        var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<WorkerOutcome> run = launcher.RunAsync("hang", (_, _) => { started.SetResult(); return Task.CompletedTask; }, HostileWorker.Limits, TestContext.Current.CancellationToken);
        await started.Task;
        launcher.Dispose();
        launcher.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => launcher.RunAsync("report", HostileWorker.Nothing, HostileWorker.Limits, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_at_once_leave_no_descriptor_no_zombie_and_no_confined_thread_behind()
    {
        using (var launcher = new WorkerLauncher(worker.Path, HostileWorker.UntilLocked))
        {
            await RunSome(launcher);
            int before = Directory.GetFiles("/proc/self/fd").Length;
            await RunSome(launcher);
            Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 20);

            // The runtime makes threads from whichever thread asks: none may ever be made from the confined one. Launchers of other tests have theirs.
            string[] confined = [.. Directory.GetDirectories("/proc/self/task").Select(Confined).Where(name => name is not null).Select(name => name!)];
            Assert.All(confined, name => Assert.Equal("worker-launcher", name));
            Assert.NotEmpty(confined);
        }

        static async Task RunSome(WorkerLauncher launcher)
        {
            string[] jobs = ["report", "crash", "silent", "exit"];
            WorkerOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
                launcher.RunAsync(jobs[i % 4], HostileWorker.Nothing, HostileWorker.Limits, TestContext.Current.CancellationToken)));
            Assert.Equal(15, outcomes.OfType<WorkerOutcome.Reported>().Count());
            Assert.All(outcomes, outcome => Assert.Contains(ConfinementFeature.ResourceLimits, outcome.Coverage.Applied));
        }
    }

    private static string? Confined(string task)
    {
        try
        {
            string[] status = File.ReadAllLines(System.IO.Path.Combine(task, "status"));
            bool isConfined = status.Contains("NoNewPrivs:\t1");
            return isConfined ? Encoding.UTF8.GetString(File.ReadAllBytes(System.IO.Path.Combine(task, "comm"))).Trim() : null;
        }
        catch (IOException)
        {
            // A thread that ended meanwhile.
            return null;
        }
    }
}
