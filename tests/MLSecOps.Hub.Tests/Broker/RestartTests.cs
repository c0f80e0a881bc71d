using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Broker;

/// <summary>The broker's memory ends with the process; what it keeps for devices is in the database.</summary>
public sealed class RestartTests
{
    private static readonly SamplePackage Sample = new();

    [Fact]
    public async Task What_was_kept_for_a_device_is_there_again()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        HubPackage package = await hub.PushAsync(Sample);
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        Challenge epoch = await device.EpochAsync();
        using HttpResponseMessage started = await hub.Operator.PostAsync(
            HubRoutes.Rollouts, JsonContent.Create(new RolloutRequest(package.ManifestDigest), HubJson.Default.RolloutRequest), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        byte[] desired = (await device.TakeAsync(Topics.Desired)).Payload.ToArray();
        await device.SendAsync(device.NextEpoch());
        await device.AttestAsync(device.Claims(epoch.Nonce, Sample));
        byte[] appraisal = (await device.TakeAsync(Topics.Appraisal)).Payload.ToArray();
        device.Break();

        await hub.RestartAsync();
        await device.ConnectAsync();
        MqttApplicationMessage[] kept =
            [await device.TakeAsync(Topics.Challenge), await device.TakeAsync(Topics.Desired), await device.TakeAsync(Topics.Appraisal)];
        Assert.Equal(epoch.Nonce.ToArray(), device.ReadChallenge(kept[0]).Nonce.ToArray());
        Assert.Equal(desired, kept[1].Payload.ToArray());
        Assert.Equal(appraisal, kept[2].Payload.ToArray());
    }

    [Fact]
    public async Task A_question_to_one_device_is_not_kept()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await device.AskedAsync();
        device.Break();
        await device.ConnectAsync();
        await device.SettleAsync();
        Assert.All(device.Inbox.All(Topics.Challenge), message => Assert.Equal(ChallengeKind.Epoch, device.ReadChallenge(message).Kind));
    }

    [Fact]
    public async Task A_nonce_that_grew_old_while_the_hub_was_away_is_made_anew()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        Challenge before = await device.EpochAsync();
        device.Break();
        await hub.RestartAsync(away: TimeSpan.FromHours(1));
        await device.ConnectAsync();
        Challenge after = await device.EpochAsync();
        Assert.NotEqual(before.Nonce.ToArray(), after.Nonce.ToArray());
        Assert.Equal(hub.Time.GetUtcNow(), after.Issued);
    }

    [Fact]
    public async Task The_fleet_s_nonce_is_made_anew_at_half_of_its_time()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: TimeSpan.FromSeconds(10));
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        Challenge first = await device.EpochAsync();
        Assert.Equal(TimeSpan.FromSeconds(10), first.Expires - first.Issued);
        hub.Time.Advance(TimeSpan.FromSeconds(5));
        Challenge second = await device.EpochAsync();
        Assert.Equal(TimeSpan.FromSeconds(5), second.Issued - first.Issued);
    }

    [Fact]
    public async Task Records_are_acknowledged_across_a_restart()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        SimulatedRecord first = device.NextEpoch(), second = device.NextBirth();
        await device.SendAsync(first);
        await device.AcknowledgedAsync(first.Head);
        device.Break();
        await hub.RestartAsync();
        await device.ConnectAsync();
        await device.SendAsync(second);
        await device.AcknowledgedAsync(second.Head);
    }
}
