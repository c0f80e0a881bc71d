using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>A device that lost its floors gets those that it attested last, for the epoch that began with the loss (G2).</summary>
public sealed class FloorDeskTests : IAsyncLifetime
{
    private LiveHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await LiveHub.StartAsync();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    [Fact]
    public async Task Attested_floors_come_back_with_the_evidence_that_lacks_them()
    {
        await using SimulatedDevice device = await _hub.ConnectedDeviceAsync();
        SamplePackage package = new();
        await device.SendAsync(device.NextEpoch());
        EvidenceClaims whole = device.Claims((await device.AskedAsync()).Nonce, package);
        await device.AttestAsync(whole);
        await device.SettleAsync();
        string model = package.Manifest.Model;
        Assert.Equal([new AttestedFloor(model, package.Manifest.Release)], _hub.Read(store => store.FloorsOf(device.Ueid.Hex)));

        // The state is lost: a new epoch, no models, and evidence says so.
        device.BeginEpoch();
        await device.SendAsync(device.NextEpoch());
        EvidenceClaims lost = device.Claims((await device.AskedAsync()).Nonce, package) with
        {
            Models = [], Coverage = [new CoverageGap(EvidenceProfile.FloorsCoverage, StoreReasons.StateLost.Code)],
        };
        await device.AttestAsync(lost);
        MqttApplicationMessage handed = await device.TakeAsync(Topics.Floors);
        Assert.False(handed.Retain);
        HubStatement<FloorStatement> statement = HubStatements.VerifyFloors(System.Buffers.BuffersExtensions.ToArray(handed.Payload), device.Ueid, device.Epoch, _hub.Keys.Hub, _hub.Now);
        Assert.IsType<TrustVerdict.Trusted>(statement.Verdict);
        Assert.Equal(new ModelFloor(model, package.Manifest.Release), Assert.Single(statement.Value!.Floors));
        await device.SettleAsync();
        Assert.Contains(StoreReasons.StateLost.Code, await device.OpenAsync());

        // Losing them lowered nothing here; and it is over when evidence has floors again.
        Assert.Equal(package.Manifest.Release, Assert.Single(_hub.Read(store => store.FloorsOf(device.Ueid.Hex))).Floor);
        await device.SendAsync(device.NextFinding());
        await device.AttestAsync(device.Claims((await device.AskedAsync()).Nonce, package));
        await device.SettleAsync();
        Assert.DoesNotContain(StoreReasons.StateLost.Code, await device.OpenAsync());
    }
}
