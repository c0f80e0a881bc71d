using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>What only the passing of time shows: connections that ended, devices that went silent.</summary>
public sealed class ConnectionTests
{
    private static readonly SamplePackage Sample = new();

    [Fact]
    public async Task A_will_counts_after_thirty_seconds()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub);
        await using SimulatedDevice witness = await hub.ConnectedDeviceAsync();
        device.Break();
        await hub.UntilAsync(() => hub.Read(store => store.StateOf(device.Ueid.Hex)).LastSeen == SamplePackage.Now.AddSeconds(2));
        await witness.PassAsync(TimeSpan.FromSeconds(29));
        Assert.True((await device.SeenAsync()).Connected);

        await witness.PassAsync(TimeSpan.FromSeconds(1));
        Assert.False((await device.SeenAsync()).Connected);
    }

    [Fact]
    public async Task A_device_that_is_back_in_time_was_never_gone()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub);
        device.Break();
        await hub.UntilAsync(() => hub.Read(store => store.StateOf(device.Ueid.Hex)).LastSeen == SamplePackage.Now.AddSeconds(2));
        await device.ConnectAsync(device.Death(2));
        SimulatedRecord birth = device.NextBirth(2);
        await device.SendAsync(birth);
        await device.AcknowledgedAsync(birth.Head);
        await device.PassAsync(TimeSpan.FromSeconds(60));
        Assert.True((await device.SeenAsync()).Connected);
        Assert.DoesNotContain(hub.Read(store => store.Changes(device.Ueid.Hex, 50)), change => change.What == "the connection ended");
    }

    [Fact]
    public async Task A_farewell_of_an_earlier_connection_ends_nothing()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub, 5);
        await device.SendAsync(device.Death(4));
        await device.SettleAsync();
        await device.PassAsync(TimeSpan.FromSeconds(31));
        Assert.True((await device.SeenAsync()).Connected);
    }

    [Fact]
    public async Task A_farewell_that_comes_late_takes_no_other_s_place()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub, 5);
        await device.SendAsync(device.Death(5));
        await device.SendAsync(device.Death(4));
        await device.SettleAsync();
        await device.PassAsync(TimeSpan.FromSeconds(31));
        Assert.False((await device.SeenAsync()).Connected);
    }

    [Fact]
    public async Task A_will_that_could_not_be_written_down_is_not_forgotten()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub);
        await device.SendAsync(device.Death(1));
        await device.SettleAsync();
        await hub.BreakTableAsync("challenges");
        hub.Time.Advance(TimeSpan.FromSeconds(31));
        await hub.UntilAsync(() => hub.Said.Contains(HubReasons.StorageFailed.Code, StringComparison.Ordinal));
        await hub.MendTableAsync("challenges");
        Assert.True((await device.SeenAsync()).Connected);
        await device.PassAsync(TimeSpan.FromSeconds(3));
        Assert.False((await device.SeenAsync()).Connected);
    }

    [Fact]
    public async Task A_farewell_that_cannot_be_read_is_a_finding()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await BornAsync(hub);
        await device.SendAsync(SimulatedDevice.Message(Topics.Up(device.Ueid.Hex, Topics.Death), MediaTypes.Json, "{}"u8.ToArray()));
        await device.SettleAsync();
        Assert.Equal([HubReasons.MessageMalformed.Code], await device.OpenAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ended_with_the_hub_is_over_unless_the_device_comes_back(bool back)
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await using SimulatedDevice device = await BornAsync(hub);
        await using SimulatedDevice witness = await hub.DeviceAsync();
        device.Break();
        await hub.RestartAsync();
        await witness.ConnectAsync();
        if (back)
        {
            await device.ConnectAsync(device.Death(2));
            SimulatedRecord birth = device.NextBirth(2);
            await device.SendAsync(birth);
            await device.AcknowledgedAsync(birth.Head);
        }

        await witness.PassAsync(TimeSpan.FromSeconds(29));
        Assert.True((await device.SeenAsync()).Connected);
        await witness.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(back, (await device.SeenAsync()).Connected);
    }

    [Fact]
    public async Task A_device_is_silent_once_the_window_is_over_until_evidence_comes()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch, window: TimeSpan.FromSeconds(20));
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await device.SendAsync(device.NextEpoch());
        await device.AttestAsync(device.Claims((await device.EpochAsync()).Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        await device.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("fresh", (await device.SeenAsync()).Freshness);
        Assert.DoesNotContain(HubReasons.DeviceSilent.Code, await device.OpenAsync());

        hub.Time.Advance(TimeSpan.FromSeconds(12));
        Challenge nonce = await device.EpochAsync();
        await device.SettleAsync();
        Assert.Equal("stale", (await device.SeenAsync()).Freshness);
        Assert.Contains(HubReasons.DeviceSilent.Code, await device.OpenAsync());

        // Interface and page say since when, when the alarm was raised, and how soon it comes at the latest.
        HubSilence silence = (await hub.AskAsync(HubRoutes.Devices, HubJson.Default.HubDevices)).Silence!;
        Assert.Equal((20, 2, 11, 33), (silence.WindowS, silence.NonceS, silence.LookS, silence.TimeToDetectS));
        HubFinding alarm = Assert.Single(silence.Alarms);
        Assert.Equal((await device.SeenAsync()).EvidenceAt, alarm.Caused);
        Assert.InRange(alarm.TimeToDetectMs!.Value, 20_000, 33_000);
        using HttpClient browser = new();
        string page = await browser.GetStringAsync($"http://127.0.0.1:{hub.PagePort}/", TestContext.Current.CancellationToken);
        Assert.Contains("Who falls silent shows here within 1 min.", page, StringComparison.Ordinal);
        Assert.Contains(", alarm ", page, StringComparison.Ordinal);

        await device.AttestAsync(device.Claims(nonce.Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        Assert.Equal("fresh", (await device.SeenAsync()).Freshness);
        Assert.DoesNotContain(HubReasons.DeviceSilent.Code, await device.OpenAsync());
    }

    [Fact]
    public async Task Records_alone_do_not_keep_a_device_from_being_silent()
    {
        await using LiveHub hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch, window: TimeSpan.FromSeconds(20));
        await using SimulatedDevice device = await BornAsync(hub);
        await device.PassAsync(TimeSpan.FromSeconds(15));
        SimulatedRecord finding = device.NextBirth(2);
        await device.SendAsync(finding);
        await device.AcknowledgedAsync(finding.Head);
        await device.PassAsync(TimeSpan.FromSeconds(15));
        Assert.Equal([HubReasons.DeviceSilent.Code], await device.OpenAsync());
        Assert.Equal("never", (await device.SeenAsync()).Freshness);
    }

    [Fact]
    public async Task An_open_page_hears_of_a_record_once_it_is_committed()
    {
        await using LiveHub hub = await LiveHub.StartAsync();
        await using SimulatedDevice device = await hub.ConnectedDeviceAsync();
        await device.SettleAsync();
        using HttpClient browser = new();
        await using Stream stream = await browser.GetStreamAsync($"http://127.0.0.1:{hub.PagePort}/events", TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        string before = await NextAsync(reader);

        SimulatedRecord record = device.NextEpoch();
        await device.SendAsync(record);
        Assert.NotEqual(before, await NextAsync(reader));
        Assert.NotNull(hub.Read(store => store.FindRecord(device.Ueid.Hex, record.Head.Epoch.Hex, 1)));
    }

    private static async Task<SimulatedDevice> BornAsync(LiveHub hub, long bdSeq = 1)
    {
        SimulatedDevice device = await hub.DeviceAsync();
        await device.ConnectAsync(device.Death(bdSeq));
        SimulatedRecord first = device.NextEpoch(), birth = device.NextBirth(bdSeq);
        await device.SendAsync(first, birth);
        await device.AcknowledgedAsync(birth.Head);
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        return device;
    }

    private static async Task<string> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }
}
