using System.Security.Cryptography;
using MLSecOps.Cli.Tests.Attestation;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Hub;

public sealed class RolloutCommandTests(SampleFixture sample) : IClassFixture<SampleFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly string _trust = Path.Combine(sample.Folder, "acme");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(201, false)]
    [InlineData(200, true)]
    public async Task A_package_is_pushed_as_it_is_and_the_hub_says_whether_it_had_it(int status, bool already)
    {
        string manifest = await ManifestDigest();
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Package with { ManifestDigest = manifest }, HubJson.Default.HubPackage, status));

        MlsecRun run = await Run(hub, "model", "push", Package);

        Assert.True(run.ExitCode == 0, run.ToString());
        HubRequest request = Assert.Single(hub.Requests);
        Assert.Equal("PUT /api/1/packages", request.Line);
        Assert.Equal(await File.ReadAllBytesAsync(Package, TestContext.Current.CancellationToken), request.Body);
        Assert.Contains($"digest    {manifest} (manifest)", run.Output, StringComparison.Ordinal);
        Assert.StartsWith(already ? $"the hub at {hub.Url} had spotter 1.4.2 (release 17) already" : "pushed spotter 1.4.2 (release 17)", run.Output, StringComparison.Ordinal);
        string name = already ? "hub/push-again.json" : "hub/push.json";
        Golden.Matches(name, Stable(hub, await Run(hub, "model", "push", Package, "--json")).Replace(manifest, SampleHub.Manifest, StringComparison.Ordinal).Replace(sample.Folder, "/sample", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hub_that_refuses_at_once_is_not_sent_the_package()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(EnrolmentReasons.NotAuthorised, 403) with { Early = true });

        MlsecRun run = await Run(hub, "model", "push", Package);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("[NOT_AUTHORISED]", run.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Requests[0].Body);
    }

    [Fact]
    public async Task An_answer_about_another_package_is_noticed()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Package, HubJson.Default.HubPackage, 201));

        MlsecRun run = await Run(hub, "model", "push", Package);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("[HUB_ANSWER_UNREADABLE]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_package_is_not_sent()
    {
        await using TestHub hub = new(_trust, _ => throw new InvalidOperationException());

        MlsecRun run = await Run(hub, "model", "push", Path.Combine(_trust, "trust.toml"));

        Assert.Equal(3, run.ExitCode);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public async Task A_rollout_names_the_package_and_the_devices()
    {
        string manifest = await ManifestDigest();
        await using TestHub hub = new(_trust, request => request.Line.StartsWith("GET", StringComparison.Ordinal)
            ? SampleHub.Devices(SampleHub.Good, SampleHub.Bad)
            : HubReply.Of(SampleHub.Rollout("waiting", "waiting"), HubJson.Default.HubRollout, 201));

        MlsecRun run = await Run(hub, "rollout", "start", Package, "--device", "010011", "--device", SampleHub.Other);
        MlsecRun all = await Run(hub, "rollout", "start", SampleHub.Manifest, "--all");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(0, all.ExitCode);
        Assert.Equal(("POST /api/1/rollouts", $$"""{"manifest_digest":"{{manifest}}","devices":["{{SampleFleet.Device}}","{{SampleHub.Other}}"]}"""), (hub.Requests[1].Line, hub.Requests[1].Text));
        Assert.Equal($$"""{"manifest_digest":"{{SampleHub.Manifest}}","devices":null}""", hub.Requests[2].Text);
        Golden.Matches("hub/rollout-start.txt", run.Output);
        Golden.Matches("hub/rollout-start.json", Stable(hub, await Run(hub, "rollout", "start", SampleHub.Manifest, "--all", "--json")));
    }

    [Fact]
    public async Task A_package_that_was_not_pushed_is_said_so()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Error(HubReasons.PackageUnknown, 404, $"looked for {SampleHub.Manifest}"));

        MlsecRun run = await Run(hub, "rollout", "start", SampleHub.Manifest, "--all");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("[PACKAGE_UNKNOWN]", run.Error, StringComparison.Ordinal);
        Assert.Contains("mlsec model push", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("running running", 0, null)]
    [InlineData("running waiting", 4, "ROLLOUT_UNFINISHED")]
    [InlineData("running failed", 3, "ROLLOUT_FAILED")]
    [InlineData("running superseded", 4, "ROLLOUT_UNFINISHED")]
    [InlineData("running splendid", 4, "ROLLOUT_UNFINISHED")]
    [InlineData("", 4, "ROLLOUT_UNFINISHED")]
    public async Task Only_a_release_that_runs_everywhere_is_0(string states, int exitCode, string? reason)
    {
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Rollout(states.Split(' ', StringSplitOptions.RemoveEmptyEntries)), HubJson.Default.HubRollout));

        MlsecRun run = await Run(hub, "rollout", "status", "7");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("GET /api/1/rollouts/7", Assert.Single(hub.Requests).Line);
        Assert.Contains(reason is null ? string.Empty : $"[{reason}]", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_when_every_device_has_said_something()
    {
        int asked = 0;
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Rollout("running", ++asked < 3 ? "waiting" : "running"), HubJson.Default.HubRollout));

        MlsecRun run = await Run(hub, "rollout", "status", "7", "--wait", "60s");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, hub.Requests.Count);
    }

    [Fact]
    public async Task A_failed_device_is_named_with_its_reason()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Of(SampleHub.Rollout("running", "failed"), HubJson.Default.HubRollout));

        MlsecRun run = await Run(hub, "rollout", "status", "7");

        Golden.Matches("hub/rollout-failed.txt", run.Output + run.Error);
        Golden.Matches("hub/rollout-failed.json", Stable(hub, await Run(hub, "rollout", "status", "7", "--json")));
    }

    [Fact]
    public async Task All_rollouts_are_listed()
    {
        await using TestHub hub = new(_trust, _ => HubReply.Of(new HubRollouts([SampleHub.Rollout("running", "failed"), SampleHub.Rollout("running") with { Id = 6 }]), HubJson.Default.HubRollouts));

        MlsecRun run = await Run(hub, "rollout", "status");

        Assert.Equal(0, run.ExitCode);
        Golden.Matches("hub/rollouts.txt", run.Output);
        Golden.Matches("hub/rollouts.json", Stable(hub, await Run(hub, "rollout", "status", "--json")));
    }

    [Fact]
    public async Task A_rollout_of_a_withdrawn_release_says_so()
    {
        await using TestHub hub = new(_trust, request => request.Line.EndsWith('7')
            ? HubReply.Of(SampleHub.Rollout("failed") with { Withdrawal = SampleHub.Withdrawal }, HubJson.Default.HubRollout)
            : HubReply.Of(new HubRollouts([SampleHub.Rollout("failed") with { Withdrawal = SampleHub.Withdrawal }]), HubJson.Default.HubRollouts));

        MlsecRun run = await Run(hub, "rollout", "status", "7");

        Assert.Equal(3, run.ExitCode);
        Golden.Matches("hub/rollout-withdrawn.txt", run.Output + (await Run(hub, "rollout", "status")).Output);
    }

    private string Package => Path.Combine(sample.Folder, "signed.mlpkg");

    private async Task<string> ManifestDigest()
    {
        await ToolRun.Must("tar", "-C", _folder.Path, "-xf", Package, "manifest.json");
        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_folder["manifest.json"], TestContext.Current.CancellationToken)));
    }

    private Task<MlsecRun> Run(TestHub hub, params string[] line) =>
        new Mlsec(_folder.Path).Run([.. line, "--operator", Path.Combine(_trust, "operator.toml"), "--hub", hub.Url]);

    private static string Stable(TestHub hub, MlsecRun run) => run.Output.Replace(hub.Url, "https://localhost:8443", StringComparison.Ordinal);
}
