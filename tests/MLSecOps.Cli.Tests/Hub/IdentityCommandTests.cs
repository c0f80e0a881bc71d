using MLSecOps.Cli.Tests.Attestation;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Enrolment;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary>The commands of a device's identity: what they ask of hub and agent, and what people read.</summary>
public sealed class IdentityCommandTests(SampleFixture sample) : IClassFixture<SampleFixture>, IDisposable
{
    private static readonly string Token = EnrolToken.Of(new byte[16], Sha256Digest.Of("key"u8)).ToString();

    private static readonly HubReply NewToken = HubReply.Of(new TokenReply(Token, SampleFleet.Device, "2026-11-23T10:00:00Z"), HubJson.Default.TokenReply, 201);

    private readonly ScratchFolder _folder = new();
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reenroll_asks_for_a_token_of_that_very_device_and_writes_it_for_its_owner_alone()
    {
        await using TestHub hub = new(_trust, _ => NewToken);
        MlsecRun run = await Run(hub, "device", "reenroll", SampleFleet.Device, "--valid", "10m", "-o", _folder["token"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"POST /api/1/devices/{SampleFleet.Device}/reenroll", hub.Requests[^1].Line);
        Assert.Contains("\"valid_seconds\":600", hub.Requests[^1].Text, StringComparison.Ordinal);
        Assert.Equal(Token + "\n", File.ReadAllText(_folder["token"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["token"]));
        Assert.DoesNotContain(Token, run.Output, StringComparison.Ordinal);
        Golden.Matches("hub/device-reenroll.json", Stable(hub, await Run(hub, "device", "reenroll", SampleFleet.Device, "--json")));
    }

    [Fact]
    public async Task A_token_of_another_device_is_not_taken()
    {
        await using TestHub hub = new(_trust, _ => NewToken);
        MlsecRun run = await Run(hub, "device", "reenroll", SampleHub.Other, "-o", _folder["token"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("[HUB_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["token"]));
    }

    [Fact]
    public async Task Retire_tells_the_hub_and_says_what_is_left_to_do_on_the_device()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Of(new Contracts.Hub.RetireReply(SampleFleet.Device, "2026-11-23T10:00:00Z"), HubJson.Default.RetireReply));
        MlsecRun run = await Run(hub, "device", "retire", SampleFleet.Device);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"POST /api/1/devices/{SampleFleet.Device}/retire", hub.Requests[^1].Line);
        Golden.Matches("hub/device-retire.txt", run.Output);
        Golden.Matches("hub/device-retire.json", Stable(hub, await Run(hub, "device", "retire", SampleFleet.Device, "--json")));
    }

    [Theory]
    [InlineData("device", "retire")]
    [InlineData("device", "retire", "--local", SampleFleet.Device)]
    public async Task Either_a_device_or_this_one(params string[] arguments)
    {
        MlsecRun run = await new Mlsec(_folder.Path).Run(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[COMMAND_USAGE]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retiring_here_is_the_agent_s_work()
    {
        byte[] told = VarlinkMessage.Reply(new Contracts.Varlink.RetireReply(SampleFleet.Device, "no answer in time"), VarlinkJson.Default.RetireReply);
        await using FakeAgent agent = new(_folder["socket"], told);
        MlsecRun run = await new Mlsec(_folder.Path).Run("device", "retire", "--local", "--socket", _folder["socket"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(AgentInterface.Retire, System.Text.Encoding.UTF8.GetString(agent.Call), StringComparison.Ordinal);
        Assert.Contains("keys      overwritten and removed", run.Output, StringComparison.Ordinal);
        Assert.Contains($"mlsec device retire {SampleFleet.Device}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_not_retire_is_told_who_may()
    {
        await using FakeAgent agent = new(_folder["socket"], VarlinkMessage.Error(VarlinkErrors.PermissionDenied));
        MlsecRun run = await new Mlsec(_folder.Path).Run("device", "retire", "--local", "--socket", _folder["socket"]);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("only root and the agent's own user", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enroll_puts_the_token_in_place_only_for_an_agent_that_is_not_connected()
    {
        await using FakeAgent agent = new(_folder["socket"], Status(new HubStatus("https://hub.example", true, SampleFleet.Device)));
        MlsecRun run = await EnrollAsync(Token);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[DEVICE_ENROLLED_ALREADY]", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["agent-token"]));
    }

    [Fact]
    public async Task Enroll_says_why_it_did_not_work()
    {
        await using FakeAgent agent = new(_folder["socket"], Status(new HubStatus("https://hub.example", false, null, "ENROLMENT_TOKEN_USED")));
        MlsecRun run = await EnrollAsync(Token, "--wait", "1s");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[ENROLMENT_TOKEN_USED]", run.Error, StringComparison.Ordinal);
        Assert.Equal(Token + "\n", File.ReadAllText(_folder["agent-token"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["agent-token"]));
    }

    [Theory]
    [InlineData("no token", "[ENROLMENT_TOKEN_MALFORMED]")]
    [InlineData(null, "[COMMAND_FILE_UNREADABLE]")]
    public async Task Enroll_takes_a_token_and_nothing_else(string? text, string reason)
    {
        await using FakeAgent agent = new(_folder["socket"], Status(new HubStatus("https://hub.example", false)));
        MlsecRun run = await EnrollAsync(text);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["agent-token"]));
    }

    private static byte[] Status(HubStatus hub) => VarlinkMessage.Reply(new StatusReply("0.1.0", "enforce", true, [], [], [], [], hub), VarlinkJson.Default.StatusReply);

    private Task<MlsecRun> EnrollAsync(string? token, params string[] more)
    {
        if (token is not null)
        {
            File.WriteAllText(_folder["token"], token + "\n");
        }

        Directory.CreateDirectory(_folder["state"]);
        File.WriteAllText(
            _folder["agent.toml"],
            $"[agent]\nstate_dir = \"{_folder["state"]}\"\n[varlink]\nsocket = \"{_folder["socket"]}\"\n[hub]\nurl = \"https://hub.example\"\ntoken_file = \"{_folder["agent-token"]}\"\n");
        return new Mlsec(_folder.Path).Run(["device", "enroll", "--token", _folder["token"], "--config", _folder["agent.toml"], .. more]);
    }

    private Task<MlsecRun> Run(TestHub hub, params string[] arguments) => 
        new Mlsec(_folder.Path).Run([.. arguments, "--operator", Path.Combine(_trust, "operator.toml"), "--hub", hub.Url]);

    private static string Stable(TestHub hub, MlsecRun run) => run.Output.Replace(hub.Url, "https://localhost:8443", StringComparison.Ordinal);
}
