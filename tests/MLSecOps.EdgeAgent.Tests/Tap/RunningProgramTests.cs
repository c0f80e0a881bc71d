using System.Diagnostics;
using System.Globalization;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Tap;

public sealed class RunningProgramTests
{
    /// <summary>This process as a caller.</summary>
    internal static PeerCredentials Here { get; } = Caller(Environment.ProcessId);

    [Fact]
    public async Task A_program_is_its_file_and_its_unit()
    {
        using Process sleeping = Process.Start("/bin/sleep", "60");
        try
        {
            PeerCredentials caller = Caller(sleeping.Id);
            RunningProgram program = RunningProgram.Of(caller);
            Assert.Equal(await ToolRun.Must("readlink", "-f", "/bin/sleep"), program.Path + "\n");
            Assert.Equal(RunningProgram.UnitIn(File.ReadAllText("/proc/self/cgroup")), program.Unit);
            ProgramDigests digests = new();
            string expected = (await ToolRun.Must("sha256sum", program.Path))[..64];
            Assert.Equal(expected, digests.Of(caller)?.Hex);
            Assert.Equal(expected, digests.Of(caller)?.Hex);

            // The number belongs to another process than the one that connected.
            PeerCredentials other = caller with { StartTime = caller.StartTime + 1 };
            Assert.Equal(RunningProgram.Unknown, RunningProgram.Of(other));
            Assert.Null(digests.Of(other));
        }
        finally
        {
            sleeping.Kill();
            await sleeping.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_file_that_runs_is_measured_whatever_has_its_name()
    {
        using ScratchFolder folder = new();
        string copy = Path.Combine(folder.Path, "program");
        File.Copy("/bin/sleep", copy);
        using Process sleeping = Process.Start(copy, "60");
        try
        {
            Sha256Digest real = Sha256Digest.Of(File.ReadAllBytes("/bin/sleep"));
            File.Delete(copy);
            File.WriteAllText(copy, "something else");
            Assert.Equal(real, new ProgramDigests().Of(Caller(sleeping.Id)));
        }
        finally
        {
            sleeping.Kill();
            await sleeping.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("0::/system.slice/inspection.service\n", "/system.slice/inspection.service")]
    [InlineData("12:pids:/x\n1:name=systemd:/user.slice/a:b.scope\n0::/unified\n", "/unified")]
    [InlineData("12:pids:/x\n1:name=systemd:/user.slice/a:b.scope\n", "/user.slice/a:b.scope")]
    [InlineData("0::/two words é\n", null)]
    [InlineData("12:pids:/x\n", null)]
    [InlineData("0::\n", null)]
    [InlineData("0::/\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_unit_is_the_unified_group_else_systemd_s(string? text, string? unit) => Assert.Equal(unit, RunningProgram.UnitIn(text));

    private static PeerCredentials Caller(int process) => new(process, PeerCredentials.OwnUserId, 0)
    {
        // proc_pid_stat(5), field 22; none of these programs has a name with a space or parenthesis.
        StartTime = ulong.Parse(File.ReadAllText($"/proc/{process}/stat").Split(' ')[21], CultureInfo.InvariantCulture),
    };
}
