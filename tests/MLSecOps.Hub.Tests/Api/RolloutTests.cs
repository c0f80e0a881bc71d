using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.Trust.Directives;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Api;

/// <summary>A rollout is a directive for each device, which the device itself judges.</summary>
public sealed class RolloutTests
{
    private static readonly SamplePackage Sample = new();
    private static readonly string SampleDigest = $"{Sha256Digest.Of(Sample.ManifestBytes)}";
    private static readonly SamplePackage Other = new() { Change = manifest => manifest with { Model = "vision", Release = 3 } };

    [Fact]
    public async Task A_device_accepts_the_directive_and_finds_it_kept()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        HubPackage package = await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        HubRollout rollout = await StartAsync(hub, package.ManifestDigest, device.Ueid.Hex);
        Assert.Equal(("keyword-spotter", 17, "1.4.2", "CN=acme operator 1"), (rollout.Model, rollout.Release, rollout.Version, rollout.StartedBy));
        Assert.Equal((device.Ueid.Hex, RolloutRules.Waiting), Assert.Single(rollout.Devices) is { } only ? (only.Ueid, only.State) : default);

        MqttApplicationMessage message = await device.TakeAsync(Topics.Desired);
        Directive directive = Judge(hub, device, message, DirectiveMemory.Empty).Directive!;
        DesiredRelease desired = Assert.Single(directive.Desired);
        Assert.Equal(package.ManifestDigest, $"{desired.Id.Manifest}");
        Assert.Equal((17, package.SizeBytes), (desired.Id.Release, desired.SizeBytes));
        Assert.Equal($"{hub.PublicUrl}{HubRoutes.PackageOf(desired.Id.Manifest.Hex)}", Assert.Single(desired.Sources));

        device.Break();
        await device.ConnectAsync();
        MqttApplicationMessage kept = await device.TakeAsync(Topics.Desired);
        Assert.True(kept.Retain);
        Assert.Equal(message.Payload.ToArray(), kept.Payload.ToArray());
    }

    [Fact]
    public async Task A_source_is_the_address_that_the_administrator_names()
    {
        await using LiveHub hub = await LiveHub.StartAsync(url: "https://hub.example:8443");
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await StartAsync(hub, SampleDigest);
        Directive directive = Judge(hub, device, await device.TakeAsync(Topics.Desired), DirectiveMemory.Empty).Directive!;
        Assert.StartsWith("https://hub.example:8443/api/1/packages/", directive.Desired[0].Sources[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_rollout_keeps_other_models_and_has_a_higher_number()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await hub.PushAsync(Sample);
        await hub.PushAsync(Other);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await StartAsync(hub, SampleDigest);
        DirectiveAppraisal first = Judge(hub, device, await device.TakeAsync(Topics.Desired), DirectiveMemory.Empty);
        await StartAsync(hub, $"{Sha256Digest.Of(Other.ManifestBytes)}");
        DirectiveAppraisal second = Judge(hub, device, await device.TakeAsync(Topics.Desired), first.Memory);

        Assert.Equal(first.Directive!.Sequence + 1, second.Directive!.Sequence);
        Assert.Equal(["keyword-spotter", "vision"], second.Directive.Desired.Select(desired => desired.Model));
    }

    [Fact]
    public async Task The_next_release_of_a_model_takes_the_place_of_the_one_before()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        HubPackage first = await hub.PushAsync(Sample);
        HubPackage next = await hub.PushAsync(new SamplePackage { Change = manifest => manifest with { Release = 18 } });
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        HubRollout before = await StartAsync(hub, first.ManifestDigest);
        await StartAsync(hub, next.ManifestDigest);
        await device.TakeAsync(Topics.Desired);
        Directive directive = Judge(hub, device, await device.TakeAsync(Topics.Desired), DirectiveMemory.Empty).Directive!;
        Assert.Equal(18, Assert.Single(directive.Desired).Id.Release);

        HubRollout over = await hub.AskAsync($"{HubRoutes.Rollouts}/{before.Id}", HubJson.Default.HubRollout);
        Assert.Equal(RolloutRules.Superseded, Assert.Single(over.Devices).State);
    }

    [Fact]
    public async Task Without_names_a_rollout_goes_to_every_device()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await hub.PushAsync(Sample);
        await using SimulatedDevice one = await hub.ConnectedDeviceAsync();
        await using SimulatedDevice two = await hub.ConnectedDeviceAsync();
        HubRollout rollout = await StartAsync(hub, SampleDigest);
        Assert.Equal(new[] { one.Ueid.Hex, two.Ueid.Hex }.Order(), rollout.Devices.Select(device => device.Ueid).Order());
        Judge(hub, one, await one.TakeAsync(Topics.Desired), DirectiveMemory.Empty);
        Judge(hub, two, await two.TakeAsync(Topics.Desired), DirectiveMemory.Empty);
    }

    [Fact]
    public async Task A_name_given_twice_counts_once()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        HubRollout rollout = await StartAsync(hub, SampleDigest, device.Ueid.Hex, device.Ueid.Hex);
        Assert.Single(rollout.Devices);
        Assert.Equal(1, hub.Read(store => store.FindDirective(device.Ueid.Hex))!.Sequence);
    }

    [Fact]
    public async Task A_directive_grows_old_and_is_signed_anew()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await StartAsync(hub, SampleDigest);
        DirectiveAppraisal first = Judge(hub, device, await device.TakeAsync(Topics.Desired), DirectiveMemory.Empty);
        await device.PassAsync(TimeSpan.FromDays(3));
        Assert.Empty(device.Inbox.All(Topics.Desired));

        await device.PassAsync(TimeSpan.FromDays(1));
        DirectiveAppraisal renewed = Judge(hub, device, await device.TakeAsync(Topics.Desired), first.Memory);
        Assert.Equal(hub.Time.GetUtcNow().AddDays(7), renewed.Directive!.Expires);
        Assert.Equal(first.Directive!.Desired[0].Id, renewed.Directive.Desired[0].Id);
    }

    [Fact]
    public async Task A_package_that_was_not_pushed_is_unknown()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.DeviceAsync();
        using HttpResponseMessage answer = await PostAsync(hub, new RolloutRequest(SampleDigest));
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.PackageUnknown, answer);
    }

    [Fact]
    public async Task A_device_that_is_not_enrolled_is_unknown_and_nobody_is_asked_anything()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.DeviceAsync();
        using HttpResponseMessage answer = await PostAsync(hub, new RolloutRequest(SampleDigest, [device.Ueid.Hex, "0100112233445566778899aabbccddeeff"]));
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.DeviceUnknown, answer);
        Assert.Null(hub.Read(store => store.FindDirective(device.Ueid.Hex)));
        Assert.Empty((await hub.AskAsync(HubRoutes.Rollouts, HubJson.Default.HubRollouts)).Rollouts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rollout_to_nobody_is_refused(bool named)
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await hub.PushAsync(Sample);
        using HttpResponseMessage answer = await PostAsync(hub, new RolloutRequest(SampleDigest, named ? [] : null));
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, HubReasons.DeviceUnknown, answer);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"manifest_digest\":\"17\"}")]
    [InlineData("{\"manifest_digest\":\"sha256:00\",\"devices\":\"all\"}")]
    [InlineData("[")]
    public async Task A_request_that_is_none_is_malformed(string body)
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        using HttpResponseMessage answer = await hub.Operator.PostAsync(HubRoutes.Rollouts, new StringContent(body), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, HubReasons.RequestMalformed, answer);
    }

    [Fact]
    public async Task A_hub_without_a_director_says_so_and_does_everything_else()
    {
        await using LiveHub hub = await LiveHub.StartAsync(FleetKeys.Honest with { Director = null });
        await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await device.EpochAsync();
        using HttpResponseMessage answer = await PostAsync(hub, new RolloutRequest(SampleDigest));
        await LiveHub.AssertErrorAsync(HttpStatusCode.BadRequest, HubReasons.DirectorMissing, answer);
    }

    private static DirectiveAppraisal Judge(LiveHub hub, SimulatedDevice device, MqttApplicationMessage message, DirectiveMemory memory)
    {
        Assert.Equal(MediaTypes.SignedDocument, message.ContentType);
        SignedParts parts = SamplePackage.Ok(SignedMessage.Decode(message.Payload.ToArray(), EvidenceReasons.DirectiveMalformed));
        DirectiveAppraisal appraisal = DirectiveVerifier.Verify(
            parts.Document.Span, parts.Cms, hub.Keys.Directors, new DirectiveContext(FleetKeys.Fleet, device.Ueid, memory), hub.Now);
        Assert.IsType<TrustVerdict.Trusted>(appraisal.Verdict);
        return appraisal;
    }

    private static async Task<HubRollout> StartAsync(LiveHub hub, string manifest, params string[] devices)
    {
        using HttpResponseMessage answer = await PostAsync(hub, new RolloutRequest(manifest, devices.Length == 0 ? null : devices));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await LiveHub.ReadAsync(answer, HubJson.Default.HubRollout);
    }

    private static Task<HttpResponseMessage> PostAsync(LiveHub hub, RolloutRequest request) =>
        hub.Operator.PostAsync(HubRoutes.Rollouts, JsonContent.Create(request, HubJson.Default.RolloutRequest), TestContext.Current.CancellationToken);
}
