using System.Text;
using MLSecOps.Contracts.Varlink;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>The agent's rehearsal of what is installed, as <c>mlsec model rehearse --current</c> shows it.</summary>
public sealed class InstalledRehearsalTests : IDisposable
{
    private static readonly RehearseModelReply Passed = new("spotter", 17, "passed", true, "2026-11-23T09:00:00Z", null, "CPUExecutionProvider on x64, engine sha256:" + new string('a', 64));

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pass_with_the_enrolled_bits_is_0()
    {
        MlsecRun run = await Ask(Passed);
        Assert.Equal(0, run.ExitCode);
        Golden.Matches("rehearse/installed.txt", run.Output);
        Golden.Matches("rehearse/installed.json", (await Ask(Passed, "--json")).Output.Replace(_folder.Path, "/run/mlsec", StringComparison.Ordinal));
        Assert.Contains("exact answers are not enrolled", (await Ask(Passed with { Enrolled = false })).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bits_are_rejected_with_a_next_step()
    {
        MlsecRun run = await Ask(Passed with { Outcome = "failed", Reason = "ANSWERS_CHANGED" });
        Assert.Equal(3, run.ExitCode);
        Golden.Matches("rehearse/installed-changed.txt", run.Output + run.Error);
    }

    [Theory]
    [InlineData("not_run", "SANITY_LATENCY_EXCEEDED", 4, "SANITY_LATENCY_EXCEEDED")]
    [InlineData("not_run", "ANSWERS_CHANGED", 4, "AGENT_MODEL_UNDECIDED")]
    [InlineData("failed", "SOMETHING_NEW", 3, "AGENT_MODEL_REJECTED")]
    [InlineData("splendid", null, 4, "AGENT_MODEL_UNDECIDED")]
    public async Task Only_passed_is_good(string outcome, string? said, int exitCode, string reason)
    {
        MlsecRun run = await Ask(Passed with { Outcome = outcome, Reason = said });
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"[{reason}]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_call_names_the_model_and_another_model_s_answer_does_not_count()
    {
        await using FakeAgent agent = new(_folder["a"], VarlinkMessage.Reply(Passed with { Model = "other" }, VarlinkJson.Default.RehearseModelReply));
        MlsecRun run = await new Mlsec(_folder.Path).Run("model", "rehearse", "--current", "spotter", "--socket", _folder["a"]);
        Assert.Equal("""{"method":"io.mlsec.Agent.RehearseModel","parameters":{"model":"spotter"}}""", Encoding.UTF8.GetString(agent.Call));
        Assert.Contains("[AGENT_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"io.mlsec.Agent.ModelNotFound"}""" + "\0", 4, "AGENT_NO_MODEL")]
    [InlineData("""{"error":"io.mlsec.Agent.Busy"}""" + "\0", 4, "AGENT_NOT_READY")]
    [InlineData("""{"error":"org.varlink.service.PermissionDenied"}""" + "\0", 5, "AGENT_UNREACHABLE")]
    [InlineData("{}\0", 1, "AGENT_ANSWER_UNREADABLE")]
    public async Task What_the_agent_cannot_do_is_an_error(string answer, int exitCode, string reason)
    {
        await using FakeAgent agent = new(_folder["a"], Encoding.UTF8.GetBytes(answer));
        MlsecRun run = await new Mlsec(_folder.Path).Run("model", "rehearse", "--current", "spotter", "--socket", _folder["a"]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"[{reason}]", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model rehearse")]
    [InlineData("model rehearse p.mlpkg --current spotter")]
    [InlineData("model rehearse --current spotter --model m.onnx")]
    [InlineData("model rehearse --current spotter --trust t.toml")]
    public async Task One_of_package_and_installed_model_is_named(string line) => Assert.Equal(2, (await new Mlsec(_folder.Path).Run(line.Split(' '))).ExitCode);

    private async Task<MlsecRun> Ask(RehearseModelReply reply, params string[] more)
    {
        File.Delete(_folder["agent"]);
        await using FakeAgent agent = new(_folder["agent"], VarlinkMessage.Reply(reply, VarlinkJson.Default.RehearseModelReply));
        return await new Mlsec(_folder.Path).Run(["model", "rehearse", "--current", "spotter", "--socket", _folder["agent"], .. more]);
    }
}
