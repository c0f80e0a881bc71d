using System.Text;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Processes;

public sealed class ConfinedSpawnerTests
{
    private static readonly ConfinementPlan Plan = new([], ["/usr", "/lib", "/lib64", "/etc/ld.so.cache"]);

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 255", 255)]
    [InlineData("exit 137", 137)]
    [InlineData("kill -KILL $$ || exit 3", 3)]
    public void Exit_codes_arrive(string script, int code)
    {
        SupervisedEnd end = Run(script, TimeSpan.FromSeconds(20));
        Assert.Equal((EndCause.Itself, 0, code), (end.Cause, end.Exit.Signal, end.Exit.Code));
    }

    [Theory]
    [InlineData(0x0000, 0, 0)]
    [InlineData(0x0700, 7, 0)]
    [InlineData(0xff00, 255, 0)]
    [InlineData(0x000b, 0, 11)]
    [InlineData(0x008b, 0, 11)]
    [InlineData(0x001f, 0, 31)]
    public void Wait_statuses_are_told_apart(int status, int code, int signal)
    {
        var exit = ProcessExit.FromStatus(status, 0, TimeSpan.Zero);
        Assert.Equal((code, signal), (exit.Code, exit.Signal));
        Assert.Equal(status == 0, exit.IsSuccess);
    }

    [Fact]
    public void Output_is_read_and_the_deadline_kills()
    {
        SupervisedEnd end = Run("echo out; echo err >&2", TimeSpan.FromSeconds(20));
        Assert.Equal("out\n", Encoding.UTF8.GetString(end.Output.Span));
        Assert.Equal("err\n", Encoding.UTF8.GetString(end.Diagnostics.Span));
        Assert.True(end.View!.NoNewPrivileges);

        end = Run("while :; do :; done", TimeSpan.FromMilliseconds(100));
        Assert.Equal(EndCause.Deadline, end.Cause);
        Assert.Equal(ProcessExit.Killed, end.Exit.Signal);
    }

    [Fact]
    public void The_kernel_says_what_was_applied()
    {
        using ConfinedSpawner spawner = ConfinedSpawner.Start(Plan);
        Assert.Contains(ConfinementFeature.NoNewPrivileges, spawner.Applied);
        Assert.Contains(ConfinementFeature.LaunchFilter, spawner.Applied);
        Assert.Equal(Landlock.Abi >= 1, spawner.Applied.Contains(ConfinementFeature.FileAccess));
        Assert.True(spawner.InheritedFilters >= 1);
    }

    [Fact]
    public void A_process_that_was_reaped_is_neither_killed_nor_limited()
    {
        using ConfinedSpawner spawner = ConfinedSpawner.Start(Plan);
        using Pipe input = Pipe.Create();
        using Pipe output = Pipe.Create();
        using SpawnedProcess child = spawner.Spawn(new SpawnRequest("/usr/bin/true", ["true"], input.Reading, output.Writing, output.Writing));
        using var supervisor = new ChildSupervisor(child, output.Reading, 10, input.Reading, 10, TimeSpan.FromSeconds(20));
        Assert.True(supervisor.Run().Exit.IsSuccess);
        Assert.True(child.TryReap(out ProcessExit again));
        Assert.True(again.IsSuccess);
        child.Kill();
        Assert.Throws<SystemCallException>(() => child.Limit(ResourceKind.Descriptors, 10));
    }

    [Fact]
    public void Errors_of_the_start_and_use_after_the_end_are_told()
    {
        using var folder = new ScratchFolder();
        ConfinedSpawner spawner = ConfinedSpawner.Start(Plan);
        using Pipe pipe = Pipe.Create();
        Assert.True(Assert.Throws<SystemCallException>(() => spawner.Spawn(new SpawnRequest("/usr/bin/none", ["x"], pipe.Reading, pipe.Writing, pipe.Writing))).IsMissing);
        // Outside what may be executed.
        string outside = folder.Write("program", "#!/bin/sh\n"u8);
        File.SetUnixFileMode(outside, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Throws<SystemCallException>(() => spawner.Spawn(new SpawnRequest(outside, ["x"], pipe.Reading, pipe.Writing, pipe.Writing)));
        spawner.Dispose();
        spawner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => spawner.Spawn(new SpawnRequest("/usr/bin/true", ["x"], pipe.Reading, pipe.Writing, pipe.Writing)));
    }

    private static SupervisedEnd Run(string script, TimeSpan deadline)
    {
        using ConfinedSpawner spawner = ConfinedSpawner.Start(Plan);
        using Pipe input = Pipe.Create();
        using Pipe output = Pipe.Create();
        using Pipe diagnostics = Pipe.Create();
        using SpawnedProcess child = spawner.Spawn(new SpawnRequest("/usr/bin/sh", ["sh", "-c", script], input.Reading, output.Writing, diagnostics.Writing));
        using var supervisor = new ChildSupervisor(child, output.Reading, 1000, diagnostics.Reading, 1000, deadline);
        return supervisor.Run();
    }
}
