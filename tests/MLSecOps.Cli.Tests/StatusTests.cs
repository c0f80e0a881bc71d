using System.Text;
using MLSecOps.Cli.Agent;
using MLSecOps.Contracts.Varlink;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class StatusTests : IDisposable
{
    private static readonly ModelStatus Good = new(
        "spotter", ModelStates.Confirmed, "trusted", 17, 17, "1.4.2", "sha256:" + new string('a', 64), null, "2026-11-23T09:00:00Z", new RehearsalEntry("passed", null, "CPU"));

    private static readonly StatusReply Healthy = new(
        "0.1.0", "enforce", true, [], [new SandboxLayer("landlock", true, "ABI 6"), new SandboxLayer("landlock-tcp", false)], [Good],
        [new FindingEntry("2026-11-23T08:00:00Z", "PAYLOAD_DIGEST_MISMATCH", "critical", "spotter", "model.onnx")]);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_healthy_agent_is_shown_and_is_0()
    {
        MlsecRun run = await Ask(Healthy);

        Assert.Equal(0, run.ExitCode);
        Golden.Matches("status/healthy.txt", run.Output);
        Golden.Matches("status/healthy.json", (await Ask(Healthy, "--json")).Output.Replace(_folder.Path, "/run/mlsec", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_call_is_a_varlink_call_of_Status()
    {
        await using FakeAgent agent = new(_folder["a"], VarlinkMessage.Reply(Healthy, VarlinkJson.Default.StatusReply));
        await new Mlsec(_folder.Path).Run("status", "--socket", "a");

        Assert.Equal("""{"method":"io.mlsec.Agent.Status"}""", Encoding.UTF8.GetString(agent.Call));
    }

    [Fact]
    [RedTeam("G8", "Runs another model in an application beside the signed one", typeof(StatusVerdict), "APPLICATION_OTHER_MODEL")]
    public async Task Applications_are_named_and_one_that_answers_otherwise_is_3()
    {
        ApplicationEntry honest = new("spotter", 17, 4711, 1000, "/usr/bin/spotterd", "2026-11-23T09:30:00Z", "passed", "passed");
        ApplicationEntry unknown = new("spotter", 16, 0, 1000, "", "2026-11-23T09:00:00Z", "not_run", "not_run", "APPLICATION_EARLIER_RELEASE");
        Assert.Equal(0, (await Ask(Healthy with { Applications = [honest, unknown] })).ExitCode);

        MlsecRun run = await Ask(Healthy with { Applications = [honest, unknown, honest with { Process = 4712, Served = "failed", Reason = "APPLICATION_OTHER_MODEL" }] });
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("APPLICATION_OTHER_MODEL", run.Error, StringComparison.Ordinal);
        Golden.Matches("status/applications.txt", run.Output);
    }

    public static TheoryData<string, int, string> Verdicts() => new()
    {
        { "rejected PAYLOAD_DIGEST_MISMATCH", 3, "PAYLOAD_DIGEST_MISMATCH" },
        { "rejected SOMETHING_NEW", 3, "AGENT_MODEL_REJECTED" },
        { "rejected RELEASE_TIME_UNPROVEN", 3, "AGENT_MODEL_REJECTED" },
        { "inconclusive RELEASE_TIME_UNPROVEN", 4, "RELEASE_TIME_UNPROVEN" },
        { "inconclusive", 4, "AGENT_MODEL_UNDECIDED" },
        { "splendid", 4, "AGENT_MODEL_UNDECIDED" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    [RedTeam("G8", "Has a model answer with a verdict that nobody knows", typeof(StatusVerdict))]
    public async Task Only_trusted_is_good(string said, int exitCode, string reason)
    {
        string[] words = said.Split(' ');
        ModelStatus bad = Good with { Verdict = words[0], Reason = words.ElementAtOrDefault(1) };

        MlsecRun run = await Ask(Healthy with { Models = [Good, bad] });

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"[{reason}]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_model_and_not_ready_are_inconclusive()
    {
        Assert.Equal(4, (await Ask(Healthy with { Models = [] })).ExitCode);
        Assert.Equal(4, (await Ask(Healthy with { Ready = false })).ExitCode);
    }

    [Fact]
    public async Task Signed_documents_in_force_are_shown_and_a_freeze_is_told()
    {
        MlsecRun run = await Ask(Healthy with { Documents = new DocumentsStatus(2, "2026-11-23T09:00:00Z", ["BULLETIN_FROZEN"], 7) });

        Assert.Equal(0, run.ExitCode);
        Golden.Matches("status/documents.txt", run.Output);
        Assert.Contains("trust.toml alone, no bulletin", (await Ask(Healthy with { Documents = new DocumentsStatus(0, "2026-11-01T00:00:00Z", []) })).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_to_the_hub_is_shown()
    {
        HubStatus up = new("https://hub.example.org:8443", true, "0100112233445566778899aabbccddeeff", null, "trusted", "2026-11-23T09:00:00Z");
        HubStatus down = up with { Connected = false, Reason = "HUB_UNREACHABLE", Verdict = "rejected", Ignored = 2 };

        MlsecRun connected = await Ask(Healthy with { Hub = up });
        MlsecRun alone = await Ask(Healthy with { Hub = down });

        // The models are the agent's to judge; the line to the hub is beside that.
        Assert.Equal((0, 0), (connected.ExitCode, alone.ExitCode));
        Golden.Matches("status/connected.txt", connected.Output);
        Golden.Matches("status/not-connected.txt", alone.Output);
        Golden.Matches("status/connected.json", (await Ask(Healthy with { Hub = up }, "--json")).Output.Replace(_folder.Path, "/run/mlsec", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_that_is_not_enrolled_says_so() =>
        Assert.Contains(
            "WARN  hub https://hub: not connected, not enrolled: SOMETHING_NEW\n",
            (await Ask(Healthy with { Hub = new HubStatus("https://hub", false, null, "SOMETHING_NEW") })).Output,
            StringComparison.Ordinal);

    [Fact]
    public async Task Insecure_options_and_text_from_outside_are_shown_safely()
    {
        MlsecRun run = await Ask(Healthy with { Insecure = ["worker.insecure_without"], Models = [Good with { Model = "a\u001b[2Jb\u202e" }] });

        Assert.Contains("WARN  insecure options in force: worker.insecure_without", run.Output, StringComparison.Ordinal);
        Assert.Contains("a\\u{1b}[2Jb\\u{202e}", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\0", 1)]
    [InlineData("{}\0", 1)]
    [InlineData("""{"parameters":{"version":"1"}}""" + "\0", 1)]
    [InlineData("""{"error":"org.varlink.service.MethodNotFound"}""" + "\0", 1)]
    [InlineData("""{"error":"org.varlink.service.PermissionDenied"}""" + "\0", 5)]
    [InlineData("""{"parameters":{}""", 1)]
    public async Task An_answer_that_makes_no_sense_is_an_error(string answer, int exitCode)
    {
        await using FakeAgent agent = new(_folder["a"], Encoding.UTF8.GetBytes(answer));

        MlsecRun run = await new Mlsec(_folder.Path).Run("status", "--socket", "a", "--json");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("\"schema\": \"mlsec.status/1\"", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task An_endless_answer_is_cut()
    {
        byte[] endless = new byte[AgentInterface.MaxReplyBytes + 4096];
        Array.Fill(endless, (byte)' ');
        await using FakeAgent agent = new(_folder["a"], endless);

        MlsecRun run = await new Mlsec(_folder.Path).Run("status", "--socket", "a");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[AGENT_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_5()
    {
        Mlsec mlsec = new(_folder.Path);
        MlsecRun absent = await mlsec.Run("status", "--socket", "absent");
        File.WriteAllText(_folder["file"], string.Empty);
        MlsecRun file = await mlsec.Run("status", "--socket", "file");
        MlsecRun tooLong = await mlsec.Run("status", "--socket", "/" + new string('x', 200));

        Assert.Equal((5, 5, 5), (absent.ExitCode, file.ExitCode, tooLong.ExitCode));
        Assert.Contains("there is no such socket", absent.Error, StringComparison.Ordinal);
        Assert.Contains("nobody listens on it", file.Error, StringComparison.Ordinal);
    }

    private async Task<MlsecRun> Ask(StatusReply reply, params string[] flags)
    {
        File.Delete(_folder["agent"]);
        await using FakeAgent agent = new(_folder["agent"], VarlinkMessage.Reply(reply, VarlinkJson.Default.StatusReply));
        return await new Mlsec(_folder.Path).Run(["status", "--socket", _folder["agent"], .. flags]);
    }
}
