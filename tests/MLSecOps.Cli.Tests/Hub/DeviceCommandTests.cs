using System.Text;
using MLSecOps.Cli.Tests.Attestation;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Hub;

public sealed class DeviceCommandTests(SampleFixture sample) : IClassFixture<SampleFixture>, IDisposable
{
    private static readonly string Token = EnrolToken.Of(new byte[16], Sha256Digest.Of("key"u8)).ToString();

    private static readonly HubReply NewToken = HubReply.Of(new TokenReply(Token, SampleFleet.Device, "2026-11-23T10:00:00Z"), HubJson.Default.TokenReply, 201);

    private readonly ScratchFolder _folder = new();
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_list_shows_three_axes()
    {
        HubReply reply = SampleHub.Devices(
            SampleHub.Good, SampleHub.Bad, SampleHub.Good with { Ueid = "01aa", Freshness = "stale" }, SampleHub.Good with { Ueid = "01bb", Verdict = "inconclusive", Freshness = "never", Enforcement = "unknown", Models = [] });
        await using TestHub hub = new(_trust, _ => reply);

        MlsecRun run = await Run(hub, "device", "list");

        Assert.Equal(0, run.ExitCode);
        Golden.Matches("hub/device-list.txt", run.Output);
        Golden.Matches("hub/device-list.json", Stable(hub, await Run(hub, "device", "list", "--json")));
    }

    [Fact]
    public async Task One_device_is_shown_by_the_beginning_of_its_name()
    {
        await using TestHub hub = new(_trust, request => request.Line.EndsWith("/devices", StringComparison.Ordinal)
            ? SampleHub.Devices(SampleHub.Good, SampleHub.Bad)
            : HubReply.Of(new HubDeviceDetail(SampleHub.Bad, [SampleHub.Finding], [SampleHub.Change]), HubJson.Default.HubDeviceDetail));

        MlsecRun run = await Run(hub, "device", "show", "01FFEE");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"GET /api/1/devices/{SampleHub.Other}", hub.Requests[^1].Line);
        Golden.Matches("hub/device-show.txt", run.Output);
        Golden.Matches("hub/device-show.json", Stable(hub, await Run(hub, "device", "show", SampleHub.Other, "--json")));
    }

    [Theory]
    [InlineData("01ffe", "names no device", "COMMAND_USAGE")]
    [InlineData("zzzzzz", "names no device", "COMMAND_USAGE")]
    [InlineData("01ffeeddccbbaa9988776655443322110000", "names no device", "COMMAND_USAGE")]
    [InlineData("012345", "no device whose UEID begins with 012345", "DEVICE_UNKNOWN")]
    [InlineData("010011", "is the beginning of 2 devices", "COMMAND_USAGE")]
    public async Task A_beginning_that_names_no_one_device_is_refused(string name, string what, string reason)
    {
        await using TestHub hub = new(_trust, _ => SampleHub.Devices(SampleHub.Good, SampleHub.Bad, SampleHub.Good with { Ueid = "0100112233445566778899aabbccddee00" }));

        MlsecRun run = await Run(hub, "device", "show", name);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
        Assert.Contains($"[{reason}]", run.Error, StringComparison.Ordinal);
        Assert.All(hub.Requests, request => Assert.Equal("GET /api/1/devices", request.Line));
    }

    [Fact]
    public async Task A_token_is_printed_or_written_for_its_owner_alone()
    {
        await using TestHub hub = new(_trust, _ => NewToken);

        MlsecRun printed = await Run(hub, "device", "token", "--ueid", SampleFleet.Device, "--valid", "10m");
        MlsecRun written = await Run(hub, "device", "token", "-o", "enrol.token", "--json");

        Assert.Equal((0, 0), (printed.ExitCode, written.ExitCode));
        Assert.Equal($$"""{"ueid":"{{SampleFleet.Device}}","valid_seconds":600}""", hub.Requests[0].Text);
        Assert.Equal(("POST /api/1/tokens", """{"ueid":null,"valid_seconds":null}"""), (hub.Requests[1].Line, hub.Requests[1].Text));
        Assert.StartsWith($"token     {Token}\ndevice    {SampleFleet.Device}\n", printed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, written.Output, StringComparison.Ordinal);
        Assert.Equal(Token + "\n", await File.ReadAllTextAsync(_folder["enrol.token"], TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["enrol.token"]));
        Golden.Matches("hub/device-token.json", Stable(hub, await Run(hub, "device", "token", "--json")));
    }

    [Fact]
    public async Task A_file_that_exists_is_kept_and_no_token_is_asked_for()
    {
        _folder.Write("enrol.token", "old"u8);
        await using TestHub hub = new(_trust, _ => NewToken);

        MlsecRun run = await Run(hub, "device", "token", "-o", "enrol.token");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[COMMAND_OUTPUT_EXISTS]", run.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests);
        Assert.Equal("old", await File.ReadAllTextAsync(_folder["enrol.token"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("nonsense", SampleFleet.Device)]
    [InlineData("", SampleHub.Other)]
    public async Task A_token_for_another_device_or_none_is_not_written(string token, string ueid)
    {
        TokenReply reply = new(token.Length == 0 ? Token : token, ueid, "2026-11-23T10:00:00Z");
        await using TestHub hub = new(_trust, _ => HubReply.Of(reply, HubJson.Default.TokenReply, 201));

        MlsecRun run = await Run(hub, "device", "token", "--ueid", SampleFleet.Device, "-o", "enrol.token");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[HUB_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Fact]
    public async Task Exported_evidence_is_judged_without_the_hub()
    {
        byte[] bundle = SampleFleet.Text(new SampleFleet(_trust).Bundle());
        await using (TestHub hub = new(_trust, request => request.Line.EndsWith("/evidence", StringComparison.Ordinal)
            ? new HubReply(200, bundle)
            : HubReply.Of(new HubDeviceDetail(SampleHub.Good, [], []), HubJson.Default.HubDeviceDetail)))
        {
            MlsecRun shown = await Run(hub, "device", "show", SampleFleet.Device, "--export", "evidence.json");
            Assert.True(shown.ExitCode == 0, shown.ToString());
            Assert.Contains("mlsec attest verify evidence.json", shown.Output, StringComparison.Ordinal);
        }

        MlsecRun run = await new Mlsec(_folder.Path).Run("attest", "verify", "evidence.json", "--trust", Path.Combine(_trust, "trust.toml"));

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(bundle, await File.ReadAllBytesAsync(_folder["evidence.json"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(404, "", "EVIDENCE_ABSENT", 4)]
    [InlineData(200, "{}", "EVIDENCE_BUNDLE_MALFORMED", 3)]
    public async Task Without_evidence_nothing_is_exported(int status, string body, string reason, int exitCode)
    {
        HubReply evidence = body.Length == 0 ? HubReply.Error(EvidenceReasons.NoEvidence, status) : new HubReply(status, Encoding.UTF8.GetBytes(body));
        await using TestHub hub = new(_trust, request => request.Line.EndsWith("/evidence", StringComparison.Ordinal)
            ? evidence
            : HubReply.Of(new HubDeviceDetail(SampleHub.Good, [], []), HubJson.Default.HubDeviceDetail));

        MlsecRun run = await Run(hub, "device", "show", SampleFleet.Device, "--export", "evidence.json");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains($"[{reason}]", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    [Theory]
    [InlineData(false, 0, "TRUSTED")]
    [InlineData(true, 3, "REJECTED")]
    public async Task A_challenge_waits_for_its_answer_and_judges_it(bool tampered, int exitCode, string verdict)
    {
        SampleFleet fleet = new(_trust);
        byte[] bundle = SampleFleet.Text(fleet.Bundle(tampered ? fleet.Tampered : null));
        int asked = 0;
        await using TestHub hub = new(_trust, request => request.Line.StartsWith("POST", StringComparison.Ordinal) ? Challenged(SampleFleet.Nonce)
            : ++asked < 3 ? HubReply.Error(EvidenceReasons.NoEvidence, 404)
            : new HubReply(200, bundle));

        MlsecRun run = await Run(hub, "device", "challenge", SampleFleet.Device);

        Assert.True(run.ExitCode == exitCode, run.ToString());
        Assert.Contains($"{verdict} {SampleFleet.Device}\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("OK    bundle.challenge", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [$"POST /api/1/devices/{SampleFleet.Device}/challenge", $"GET /api/1/devices/{SampleFleet.Device}/evidence?nonce={Convert.ToHexStringLower(SampleFleet.Nonce)}"],
            hub.Requests.Select(request => request.Line).Distinct());
    }

    /// <summary>A hub that was taken over cannot pass an old answer for a new one.</summary>
    [Fact]
    public async Task An_answer_to_an_older_question_is_rejected()
    {
        byte[] old = SampleFleet.Text(new SampleFleet(_trust).Bundle());
        await using TestHub hub = new(_trust, request => request.Line.StartsWith("POST", StringComparison.Ordinal) ? Challenged(new byte[32]) : new HubReply(200, old));

        MlsecRun run = await Run(hub, "device", "challenge", SampleFleet.Device);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[EVIDENCE_NONCE_MISMATCH]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_inconclusive()
    {
        await using TestHub hub = new(_trust, request =>
            request.Line.StartsWith("POST", StringComparison.Ordinal) ? Challenged(SampleFleet.Nonce) : HubReply.Error(EvidenceReasons.NoEvidence, 404));

        MlsecRun run = await Run(hub, "device", "challenge", SampleFleet.Device, "--wait", "100ms");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("did not answer within 100ms  [CHALLENGE_UNANSWERED]", run.Error, StringComparison.Ordinal);
        Golden.Matches("hub/device-challenge-silent.json", Stable(hub, await Run(hub, "device", "challenge", SampleFleet.Device, "--wait", "0s", "--json")));
    }

    [Fact]
    public async Task An_unknown_device_is_not_waited_for()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(HubReasons.DeviceUnknown, 404));

        MlsecRun run = await Run(hub, "device", "challenge", SampleFleet.Device);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[DEVICE_UNKNOWN]", run.Error, StringComparison.Ordinal);
        Assert.Single(hub.Requests);
    }

    private static HubReply Challenged(byte[] nonce) =>
        HubReply.Of(new ChallengeReply(Convert.ToHexStringLower(nonce), "2026-11-23T10:00:00Z"), HubJson.Default.ChallengeReply, 202);

    private Task<MlsecRun> Run(TestHub hub, params string[] line) =>
        new Mlsec(_folder.Path).Run([.. line, "--operator", Path.Combine(_trust, "operator.toml"), "--hub", hub.Url]);

    private static string Stable(TestHub hub, MlsecRun run) => run.Output.Replace(hub.Url, "https://localhost:8443", StringComparison.Ordinal);
}
