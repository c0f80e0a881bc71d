using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Api;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>What a bulletin does to a fleet: it reaches every device, and nothing that it withdraws is trusted or asked for any more.</summary>
public sealed class RecallTests : IAsyncLifetime
{
    private static readonly SamplePackage Sample = new();
    private static readonly SamplePackage Before = new() { Change = manifest => manifest with { Release = 16, Version = "1.4.1" } };
    private static readonly SamplePackage Other = new() { Change = manifest => manifest with { Model = "vision", Release = 3 } };
    private static readonly byte[] Message = Live.Bulletins.Sign(Live.Bulletins.Of(1, Live.Bulletins.Recall(Sample, Before)));

    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Every_device_finds_it_kept_also_one_that_comes_later_and_after_a_restart()
    {
        await using SimulatedDevice early = await _hub.ConnectedDeviceAsync();
        await Live.Bulletins.BringAsync(_hub, Message);
        MqttApplicationMessage told = await early.TakeAsync(Topics.Bulletin);
        Assert.Equal(MediaTypes.SignedDocument, told.ContentType);
        Assert.Equal(Message, told.Payload.ToArray());

        await using SimulatedDevice late = await _hub.ConnectedDeviceAsync();
        Assert.Equal(Message, (await late.TakeAsync(Topics.Bulletin)).Payload.ToArray());
        early.Break();
        late.Break();
        await _hub.RestartAsync();
        foreach (SimulatedDevice device in (SimulatedDevice[])[early, late])
        {
            await device.ConnectAsync();
            Assert.Equal(Message, (await device.TakeAsync(Topics.Bulletin)).Payload.ToArray());
        }
    }

    [Fact]
    public async Task The_newest_takes_the_place_of_the_one_before()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        byte[] next = Live.Bulletins.Sign(Live.Bulletins.Of(2));
        await Live.Bulletins.BringAsync(_hub, Message);
        await Live.Bulletins.BringAsync(_hub, next);
        await device.ConnectAsync();
        await device.SettleAsync();
        device.Break();
        await device.ConnectAsync();
        MqttApplicationMessage kept = await device.TakeAsync(Topics.Bulletin);
        Assert.True(kept.Retain);
        Assert.Equal(next, kept.Payload.ToArray());
    }

    [Fact]
    public async Task A_retired_device_gets_none()
    {
        await using SimulatedDevice gone = await _hub.DeviceAsync();
        await using SimulatedDevice stays = await _hub.ConnectedDeviceAsync();
        using HttpResponseMessage retired = await _hub.Operator.PostAsync(HubRoutes.RetireOf(gone.Ueid.Hex), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, retired.StatusCode);
        await using BrokerClient listener = new();
        await listener.ConnectAsync(_hub, "operator-1", _hub.Keys.Operator);
        await listener.SubscribeAsync(Topics.Prefix + "#");
        HubBulletin brought = await Live.Bulletins.BringAsync(_hub, Message);
        Assert.Equal(1, brought.Devices);
        await stays.TakeAsync(Topics.Bulletin);
        await stays.SettleAsync();
        Assert.Equal(Topics.Down(stays.Ueid.Hex, Topics.Bulletin), Assert.Single(listener.Inbox.All(Topics.Bulletin)).Topic);
    }

    [Fact]
    [RedTeam("G3", "Goes on with a release that publishers recalled", typeof(References), "MODEL_RELEASE_RECALLED")]
    public async Task A_device_that_runs_it_is_rejected_at_once_and_by_its_next_evidence()
    {
        await _hub.PushAsync(Sample);
        await using SimulatedDevice device = await TrustedAsync();
        HubBulletin brought = await Live.Bulletins.BringAsync(_hub, Message);
        Assert.Equal(1, Assert.Single(brought.Recalls).Running);
        HubDevice known = await device.SeenAsync();
        Assert.Equal(("rejected", EvidenceReasons.ModelRecalled.Code), (known.Verdict, known.Reason));

        await device.AttestAsync(device.Claims((await device.AskedAsync()).Nonce, Sample));
        Ear ear = device.ReadAppraisal(await device.TakeAsync(Topics.Appraisal));
        EarExplanation row = Assert.Single(Assert.Single(ear.Models).Explanation, each => each.Reason == EvidenceReasons.ModelRecalled.Code);
        Assert.Equal("manifest_sha256", row.Claim);
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(device.Ueid.Hex));
        Assert.Equal((EvidenceReasons.ModelRecalled.Code, EvidenceReasons.ModelRecalled.Next, $"bulletin 1: {Live.Bulletins.Why}"), (finding.Reason, finding.Next, finding.Detail));
    }

    [Fact]
    public async Task A_release_that_was_never_pushed_here_is_recalled_all_the_same()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        await Live.Bulletins.BringAsync(_hub, Message);
        await device.AttestAsync(device.Claims((await device.EpochAsync()).Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        HubDevice seen = await device.SeenAsync();
        Assert.Equal(("rejected", EvidenceReasons.ModelRecalled.Code), (seen.Verdict, seen.Reason));
    }

    [Fact]
    [RedTeam("G3", "Goes back on disk and leaves the recalled model open in an application", typeof(References), "MODEL_RELEASE_RECALLED")]
    public async Task An_application_that_still_has_it_open_is_no_less_recalled()
    {
        await _hub.PushAsync(Sample);
        await _hub.PushAsync(Before);
        await Live.Bulletins.BringAsync(_hub, Message);
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        EvidenceClaims claims = device.Claims((await device.EpochAsync()).Nonce, Before);
        HandedOut open = new(Sample.Manifest.Files[0].FsVerity, Live.Bulletins.IdOf(Sample).Manifest, null, "/system.slice/inspection.service", claims.IssuedAt, 1);
        await device.AttestAsync(claims with { Models = [claims.Models[0] with { HandedOut = [open] }] });
        await device.TakeAsync(Topics.Appraisal);
        Assert.Equal(EvidenceReasons.ModelRecalled.Code, (await device.SeenAsync()).Reason);

        await device.AttestAsync(device.Claims((await device.AskedAsync()).Nonce, Before));
        await device.TakeAsync(Topics.Appraisal);
        Assert.Equal("trusted", (await device.SeenAsync()).Verdict);
        Assert.Empty(await device.OpenAsync());
    }

    [Fact]
    public async Task A_release_below_the_least_is_not_trusted_either()
    {
        await _hub.PushAsync(Sample);
        await using SimulatedDevice device = await TrustedAsync();
        Bulletin bulletin = Live.Bulletins.Of(1) with { LeastReleases = [new LeastRelease("keyword-spotter", 18)] };
        Assert.Equal(1, Assert.Single((await Live.Bulletins.BringAsync(_hub, Live.Bulletins.Sign(bulletin))).LeastReleases).Running);
        await device.AttestAsync(device.Claims((await device.AskedAsync()).Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        Assert.Equal(("rejected", PolicyReasons.ReleaseBelowLeast.Code), await device.SeenAsync() is { } seen ? (seen.Verdict, seen.Reason) : default);
        Assert.Equal([PolicyReasons.ReleaseBelowLeast.Code], await device.OpenAsync());
    }

    [Fact]
    [RedTeam("G4", "Starts a rollout of a release that publishers recalled", typeof(RolloutEndpoints), "RELEASE_RECALLED")]
    public async Task A_rollout_of_it_is_refused_and_its_package_is_marked()
    {
        HubPackage package = await _hub.PushAsync(Sample);
        await using SimulatedDevice device = await _hub.DeviceAsync();
        await Live.Bulletins.BringAsync(_hub, Message);
        using HttpResponseMessage answer = await StartAsync(package.ManifestDigest);
        HubError error = await LiveHub.AssertErrorAsync(HttpStatusCode.UnprocessableEntity, PolicyReasons.ReleaseRecalled, answer);
        Assert.Equal($"bulletin 1: {Live.Bulletins.Why}", error.Why);
        Assert.Null(_hub.Read(store => store.FindDirective(device.Ueid.Hex)));
        HubWithdrawal withdrawal = Assert.Single((await _hub.AskAsync(HubRoutes.Packages, HubJson.Default.HubPackages)).Packages).Withdrawal!;
        Assert.Equal((PolicyReasons.ReleaseRecalled.Code, Live.Bulletins.Why, 16, 1, "CN=Test Publisher"), (withdrawal.Reason, withdrawal.Why, withdrawal.Fallback, withdrawal.BulletinVersion, withdrawal.Signers[0]));
    }

    [Fact]
    public async Task A_rollout_of_it_fails_and_nobody_is_asked_for_it_any_more()
    {
        HubPackage package = await _hub.PushAsync(Sample);
        HubPackage other = await _hub.PushAsync(Other);
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        using HttpResponseMessage first = await StartAsync(package.ManifestDigest);
        HubRollout rollout = await LiveHub.ReadAsync(first, HubJson.Default.HubRollout);
        (await StartAsync(other.ManifestDigest)).Dispose();
        await device.TakeAsync(Topics.Desired);
        Directive asked = Read(await device.TakeAsync(Topics.Desired));

        await Live.Bulletins.BringAsync(_hub, Message);
        Directive less = Read(await device.TakeAsync(Topics.Desired));
        Assert.Equal(("vision", asked.Sequence + 1), (Assert.Single(less.Desired).Model, less.Sequence));
        HubRollout over = await _hub.AskAsync($"{HubRoutes.Rollouts}/{rollout.Id}", HubJson.Default.HubRollout);
        Assert.Equal((RolloutRules.Failed, PolicyReasons.ReleaseRecalled.Code), Assert.Single(over.Devices) is { } only ? (only.State, only.Reason) : default);
        Assert.Equal(Live.Bulletins.Why, over.Withdrawal!.Why);
        Assert.Contains(_hub.Read(store => store.Changes(device.Ueid.Hex, 10)), change => change.What == "not asked any more to run what bulletin 1 withdraws");
    }

    private async Task<SimulatedDevice> TrustedAsync()
    {
        SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        await device.AttestAsync(device.Claims((await device.EpochAsync()).Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        Assert.Equal("trusted", (await device.SeenAsync()).Verdict);
        return device;
    }

    private Task<HttpResponseMessage> StartAsync(string manifest) =>
        _hub.Operator.PostAsync(HubRoutes.Rollouts, JsonContent.Create(new RolloutRequest(manifest), HubJson.Default.RolloutRequest), TestContext.Current.CancellationToken);

    private static Directive Read(MqttApplicationMessage message) =>
        SamplePackage.Ok(DirectiveParser.Parse(SamplePackage.Ok(SignedMessage.Decode(message.Payload.ToArray(), EvidenceReasons.DirectiveMalformed)).Document.Span));
}
