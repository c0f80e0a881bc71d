using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;

namespace MLSecOps.Sandbox.Tests.Launch;

/// <summary>What a worker can do with the files of its job: read them, and nothing else with them or through them.</summary>
public sealed class HandedFileTests : IDisposable
{
    private const string NotPermitted = "errno 1";
    private const string NotOpenForWriting = "errno 9";
    private const string AccessDenied = "errno 13";
    private const string NoFolder = "errno 20";
    private const string Invalid = "errno 22";

    private readonly HostileWorker _worker;
    private readonly ScratchFolder _folder = new();
    private readonly List<SafeFileHandle> _files = [];

    public HandedFileTests(HostileWorker worker)
    {
        _worker = worker;
        _folder.Write("model", "0123456789\n"u8);
        _folder.Write("installed", "older"u8);

        // Open for writing on purpose: what the worker gets must be weaker than what the launcher has.
        _files.Add(File.OpenHandle(_folder["model"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
        _files.Add(File.OpenHandle(_folder["installed"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite));
    }

    public void Dispose()
    {
        _files.ForEach(file => file.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [InlineData("read", "23456")]
    [InlineData("second", "older")]
    [InlineData("seek", "done")]
    [InlineData("size", "done")]
    public async Task It_reads_them_before_and_after_the_lock_down(string what, string answer)
    {
        Assert.Equal(answer, await Attempt(what));
        Assert.Equal(answer, await AttemptLocked(what));
    }

    [Theory]
    [InlineData("write", NotOpenForWriting)]
    [InlineData("append", NotOpenForWriting)]
    [InlineData("truncate", Invalid)]
    [InlineData("punch", NotOpenForWriting)]
    [InlineData("map", AccessDenied)]
    [InlineData("mode", NotPermitted)]
    [InlineData("attribute", NotPermitted)]
    [InlineData("beside", NoFolder)]
    [InlineData("more", NotOpenForWriting)]
    [RedTeam("G3", "Takes the worker over and changes the model that it was given to read", typeof(ConfinedSpawner))]
    public async Task The_description_is_read_only_whatever_the_launchers_is(string what, string answer)
    {
        Assert.Equal(answer, await Attempt(what));
        Assert.Equal(answer, await Attempt(what, landlockAbi: 0));
        Unchanged();
    }

    [Theory]
    [InlineData("reopen")]
    [InlineData("reread")]
    [InlineData("list")]
    [RedTeam("G3", "Takes the worker over and opens the model once more, for writing, through /proc/self/fd", typeof(Landlock))]
    public async Task Landlock_stops_the_way_back_through_proc(string what)
    {
        Assert.SkipUnless(Landlock.Abi >= 1, "this kernel has no Landlock");
        Assert.Equal(AccessDenied, await Attempt(what));
    }

    [Theory]
    [InlineData("write", NotOpenForWriting)]
    [InlineData("append", NotOpenForWriting)]
    [InlineData("truncate", NotPermitted)]
    [InlineData("punch", NotPermitted)]
    [InlineData("map", NotPermitted)]
    [InlineData("mode", NotPermitted)]
    [InlineData("attribute", NotPermitted)]
    [InlineData("reopen", NotPermitted)]
    [InlineData("reread", NotPermitted)]
    [InlineData("list", NotPermitted)]
    [InlineData("beside", NotPermitted)]
    [InlineData("lock", NotPermitted)]
    [InlineData("control", NotPermitted)]
    [InlineData("more", NotOpenForWriting)]
    [RedTeam("G3", "Takes the locked worker over and uses the model's descriptor for anything but reading, where the kernel has no Landlock", typeof(WorkerLockdown))]
    public async Task The_workers_own_filter_leaves_reading_only_also_without_Landlock(string what, string answer)
    {
        Assert.Equal(answer, await AttemptLocked(what));
        Unchanged();
    }

    [Fact]
    public async Task It_moves_no_position_of_the_launchers()
    {
        using var shared = new FileStream(_files[0], FileAccess.ReadWrite, bufferSize: 0);
        Assert.Equal("done", await Attempt("seek"));
        Assert.Equal((byte)'0', shared.ReadByte());
    }

    [Fact]
    public async Task A_removed_file_is_handed_on_and_what_is_no_file_is_not()
    {
        File.Delete(_folder["model"]);
        Assert.Equal("23456", await Attempt("read"));

        using Pipe pipe = Pipe.Create();
        using var launcher = new WorkerLauncher(_worker.Path, HostileWorker.UntilLocked);
        WorkerOutcome outcome = await launcher.RunAsync("file/read", HostileWorker.Nothing, [pipe.Reading], HostileWorker.Limits, TestContext.Current.CancellationToken);
        Assert.Equal(SandboxReasons.LaunchFailed, Assert.IsType<WorkerOutcome.Stopped>(outcome).Reason);
    }

    private void Unchanged()
    {
        Assert.Equal("0123456789\n", File.ReadAllText(_folder["model"]));
        Assert.Equal("older", File.ReadAllText(_folder["installed"]));
    }

    private async Task<string> Attempt(string what, int landlockAbi = int.MaxValue)
    {
        using var launcher = new WorkerLauncher(_worker.Path, HostileWorker.UntilLocked, landlockAbi);
        return HostileWorker.Text(await launcher.RunAsync("file/" + what, HostileWorker.Nothing, _files, HostileWorker.Limits, TestContext.Current.CancellationToken));
    }

    private async Task<string> AttemptLocked(string what)
    {
        using var launcher = new WorkerLauncher(_worker.Path, SandboxPolicy.InsecureWithoutLandlock, landlockAbi: 0);
        return HostileWorker.Text(await launcher.RunAsync("locked/file/" + what, HostileWorker.WriteFilter, _files, HostileWorker.Limits, TestContext.Current.CancellationToken));
    }
}
