using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Launch;

/// <summary>Each attempt to get out, and the layer that stops it.</summary>
public sealed class EscapeTests(HostileWorker worker)
{
    private const string NotPermitted = "errno 1";
    private const string AccessDenied = "errno 13";

    [Theory]
    [InlineData("shadow")]
    [InlineData("write")]
    [InlineData("write-beside")]
    [InlineData("unlink")]
    [InlineData("parent-environ")]
    [InlineData("parent-memory")]
    [InlineData("parent-descriptors")]
    [InlineData("init-environ")]
    [InlineData("init-memory")]
    [InlineData("own-memory")]
    [InlineData("file-bomb")]
    [InlineData("list-processes")]
    [InlineData("exec")]
    [RedTeam("G6", "Takes the worker over and reads secrets, writes, removes files, looks into other processes or starts a program", typeof(Landlock))]
    public async Task Landlock_stops(string job)
    {
        Assert.SkipUnless(Landlock.Abi >= 1, "this kernel has no Landlock");
        Assert.Equal(AccessDenied, HostileWorker.Text(await worker.Attempt(job)));
    }

    [Theory]
    [InlineData("shadow")]
    [InlineData("exec")]
    public async Task Without_Landlock_and_before_the_lock_down_it_would_not_be_stopped(string job)
    {
        // The counter-check of the test above: what stopped it there was Landlock and nothing else.
        Assert.SkipUnless(Environment.IsPrivilegedProcess || job != "shadow", "only root may read /etc/shadow");
        Assert.Contains(HostileWorker.Text(await worker.Attempt(job, landlockAbi: 0)), (string[])["done", "ran\n"]);
    }

    [Theory]
    [InlineData("chmod", NotPermitted)]
    [InlineData("tcp", NotPermitted)]
    [InlineData("udp", NotPermitted)]
    [InlineData("unix", NotPermitted)]
    [InlineData("netlink", NotPermitted)]
    [InlineData("shared-memory", NotPermitted)]
    [InlineData("fork", NotPermitted)]
    [InlineData("fork3", "errno 38")]
    [InlineData("fork-bomb", "all refused")]
    [InlineData("kill-parent", NotPermitted)]
    [InlineData("kill-everyone", NotPermitted)]
    [InlineData("queue-signal", NotPermitted)]
    [InlineData("setsid", NotPermitted)]
    [InlineData("raise-limit", NotPermitted)]
    [RedTeam("G6", "Takes the worker over and opens sockets, forks, signals others or raises its limits", typeof(ConfinedSpawner))]
    public async Task The_launch_filter_stops_with_and_without_Landlock(string job, string answer)
    {
        Assert.Equal(answer, HostileWorker.Text(await worker.Attempt(job)));
        Assert.Equal(answer, HostileWorker.Text(await worker.Attempt(job, landlockAbi: 0)));
    }

    [Fact]
    public async Task Signals_to_threads_of_others_are_stopped_by_Landlocks_scope_until_the_lock_down()
    {
        Assert.SkipUnless(Landlock.Abi >= 6, "this kernel's Landlock has no signal scope");
        Assert.Equal(NotPermitted, HostileWorker.Text(await worker.Attempt("probe-parent")));
    }

    [Theory]
    [InlineData("ptrace-parent")]
    [InlineData("peek-parent")]
    [InlineData("ring")]
    [InlineData("unshare")]
    [RedTeam("G6", "Takes the worker over and traces or reads its parent, or leaves its name spaces", typeof(ConfinedSpawner), "WORKER_FORBIDDEN_CALL")]
    public async Task The_launch_filter_kills(string job)
    {
        foreach (int abi in (int[])[int.MaxValue, 0])
        {
            var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt(job, abi));
            Assert.Equal(SandboxReasons.ForbiddenCall, stopped.Reason);
        }
    }

    [Theory]
    [InlineData("shadow", NotPermitted)]
    [InlineData("library", NotPermitted)]
    [InlineData("write", NotPermitted)]
    [InlineData("write-beside", NotPermitted)]
    [InlineData("unlink", NotPermitted)]
    [InlineData("chmod", NotPermitted)]
    [InlineData("stat", NotPermitted)]
    [InlineData("parent-environ", NotPermitted)]
    [InlineData("list-processes", NotPermitted)]
    [InlineData("parent-memory", NotPermitted)]
    [InlineData("parent-descriptors", NotPermitted)]
    [InlineData("init-environ", NotPermitted)]
    [InlineData("init-memory", NotPermitted)]
    [InlineData("own-memory", NotPermitted)]
    [InlineData("kernel-memory", NotPermitted)]
    [InlineData("kernel-switch", NotPermitted)]
    [InlineData("file-bomb", NotPermitted)]
    [InlineData("netlink", NotPermitted)]
    [InlineData("queue-signal", NotPermitted)]
    [InlineData("tcp", NotPermitted)]
    [InlineData("udp", NotPermitted)]
    [InlineData("unix", NotPermitted)]
    [InlineData("fork", NotPermitted)]
    [InlineData("fork-bomb", "all refused")]
    [InlineData("kill-parent", NotPermitted)]
    [InlineData("probe-parent", NotPermitted)]
    [InlineData("kill-everyone", NotPermitted)]
    [InlineData("shared-memory", NotPermitted)]
    [InlineData("raise-limit", NotPermitted)]
    [InlineData("map-code", NotPermitted)]
    [InlineData("make-code", NotPermitted)]
    [InlineData("memory-file", NotPermitted)]
    [InlineData("descriptors", NotPermitted)]
    [RedTeam("G6", "Takes the locked worker over where the kernel has no Landlock", typeof(WorkerLockdown))]
    public async Task The_workers_own_filter_stops_also_without_Landlock(string job, string answer)
    {
        WorkerOutcome outcome = await worker.AttemptLocked(job);
        Assert.Equal(answer, HostileWorker.Text(outcome));
        Assert.Contains(ConfinementFeature.WorkerFilter, outcome.Coverage.Applied);
        Assert.Contains(ConfinementFeature.FileAccess, outcome.Coverage.Missing);
    }

    [Theory]
    [InlineData("shared-bomb")]
    [InlineData("stack-bomb")]
    [InlineData("sealed-bomb")]
    [InlineData("closed-bomb")]
    [InlineData("table-bomb")]
    [InlineData("poison")]
    [RedTeam("G6", "Takes the locked worker over and fills memory that its limit does not count: shared, growing, write-protected once it is full, page tables", typeof(WorkerLockdown))]
    public async Task Memory_that_the_limit_does_not_count_is_not_given(string job)
    {
        Assert.Equal(NotPermitted, HostileWorker.Text(await worker.AttemptLocked(job)));
        Assert.Equal(NotPermitted, HostileWorker.Text(await worker.AttemptLocked(job, profile: LockdownProfile.Reading)));
    }

    [Theory]
    [InlineData("exec")]
    [InlineData("ptrace-parent")]
    [InlineData("peek-parent")]
    [InlineData("ring")]
    [InlineData("unshare")]
    [RedTeam("G6", "Takes the locked worker over and starts a program", typeof(WorkerLockdown), "WORKER_FORBIDDEN_CALL")]
    public async Task The_workers_own_filter_kills(string job)
    {
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.AttemptLocked(job));
        Assert.Equal(SandboxReasons.ForbiddenCall, stopped.Reason);
        Assert.Contains(ConfinementFeature.WorkerFilter, stopped.Coverage.Applied);
    }

    [Theory]
    [InlineData("report", "a report")]
    [InlineData("thread", "done")]
    [InlineData("fstat", "done")]
    public async Task What_computing_needs_still_works_after_the_lock_down(string job, string answer) =>
        Assert.Equal(answer, HostileWorker.Text(await worker.AttemptLocked(job, int.MaxValue)));

    [Fact]
    [RedTeam("G6", "Takes a worker over that only reads, and starts threads without end", typeof(WorkerLockdown))]
    public async Task A_worker_that_only_reads_starts_no_thread() =>
        Assert.Equal(NotPermitted, HostileWorker.Text(await worker.AttemptLocked("thread", profile: LockdownProfile.Reading)));

    [Fact]
    [RedTeam("G6", "Takes the worker over and fills the disk, where the kernel has no Landlock", typeof(WorkerLauncher), "WORKER_CRASHED")]
    public async Task The_file_size_limit_stops_a_file_bomb_without_Landlock()
    {
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.Attempt("file-bomb", landlockAbi: 0));
        Assert.Equal(SandboxReasons.Crashed, stopped.Reason);
        Assert.StartsWith("ended by signal 25", stopped.Detail);
    }

    [Fact]
    public async Task Abort_still_ends_a_locked_worker_by_its_own_signal()
    {
        var stopped = Assert.IsType<WorkerOutcome.Stopped>(await worker.AttemptLocked("abort"));
        Assert.Equal(SandboxReasons.Crashed, stopped.Reason);
        Assert.StartsWith("ended by signal 6", stopped.Detail);
    }

    [Fact]
    [RedTeam("G6", "Looks in the worker for descriptors and secrets of its parent", typeof(ConfinedSpawner))]
    public async Task It_starts_with_three_descriptors_no_environment_and_default_signals()
    {
        // Descriptors of this process that would be inherited: the launcher must close them.
        using FileStream leak = File.OpenRead("/dev/null");
        Assert.Equal("fds 3 cwd / env 0 args 2 signals 0 nnp 1", HostileWorker.Text(await worker.Attempt("surroundings")));
    }
}
