using System.Text;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>Records: each once, none acknowledged that is not in the database, and a place in the chain for each.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private LiveHub _hub = null!;
    private SimulatedDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        _device = await _hub.ConnectedDeviceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_record_is_in_the_database_when_it_is_acknowledged()
    {
        for (int i = 0; i < 20; i++)
        {
            SimulatedRecord record = i == 0 ? _device.NextEpoch() : _device.NextFinding();
            await _device.SendAsync(record);
            await _device.AcknowledgedAsync(record.Head);
            StoredRecord? stored = Stored(record);
            Assert.Equal((record.Link.Type, record.Link.Severity, record.Link.Previous), (stored!.Type, stored.Severity, stored.Previous));
            Assert.Equal(record.Payload, stored.Payload!.Value.ToArray());
        }
    }

    [Fact]
    public async Task Nothing_is_acknowledged_that_could_not_be_kept()
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextBirth();
        await _hub.BreakTableAsync("records");
        await _device.SendAsync(first);
        await _hub.UntilAsync(() => _hub.Said.Contains(HubReasons.StorageFailed.Code, StringComparison.Ordinal));
        Assert.Empty(_device.Inbox.All(Topics.Acknowledgement));
        await _hub.MendTableAsync("records");

        // The hub tries again after a second; what was lost the device sends again.
        _hub.Time.Advance(TimeSpan.FromSeconds(2));
        await _device.SettleAsync();
        Assert.Empty(_device.Inbox.All(Topics.Acknowledgement));
        Assert.Null(Stored(first));
        await _device.SendAsync(first, second);
        await _device.AcknowledgedAsync(second.Head);
    }

    [Fact]
    public async Task A_record_that_comes_again_is_acknowledged_again_and_kept_once()
    {
        SimulatedRecord first = _device.NextEpoch(), finding = _device.NextFinding();
        await _device.SendAsync(first, finding);
        await _device.AcknowledgedAsync(finding.Head);
        await _device.SettleAsync();
        await _device.SendAsync(finding);
        Assert.Equal(finding.Head, _device.ReadAcknowledgement(await _device.TakeAsync(Topics.Acknowledgement)));
        Assert.Equal(1, _hub.Read(store => store.Findings(_device.Ueid.Hex, null, 10)).Single().Times);
    }

    [Fact]
    public async Task An_old_record_that_comes_again_is_answered_with_the_newest_place()
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextBirth();
        await _device.SendAsync(first, second);
        await _device.AcknowledgedAsync(second.Head);
        await _device.SettleAsync();
        await _device.SendAsync(first);
        Assert.Equal(second.Head, _device.ReadAcknowledgement(await _device.TakeAsync(Topics.Acknowledgement)));
    }

    [Fact]
    public async Task Beyond_a_gap_nothing_is_acknowledged_until_it_closes()
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextBirth(), third = _device.NextFinding(), fourth = _device.NextFinding();
        await _device.SendAsync(first, third, fourth);
        await _device.SettleAsync();
        Assert.All(_device.Inbox.All(Topics.Acknowledgement), message => Assert.Equal(first.Head, _device.ReadAcknowledgement(message)));
        Assert.NotNull(Stored(fourth));

        await _device.SendAsync(second);
        await _device.AcknowledgedAsync(fourth.Head);
    }

    [Fact]
    [RedTeam("G5", "Suppresses a record on its way", typeof(GapAlarm), "RECORD_GAP")]
    public async Task A_gap_that_lasts_is_a_finding_and_the_device_is_asked_to_send_again()
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextBirth(), third = _device.NextBirth(2);
        await _device.SendAsync(first, third);
        await _device.SettleAsync();
        await _device.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await _device.OpenAsync());
        await _device.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Equal([HubReasons.RecordGap.Code], await _device.OpenAsync());
        await _device.TakeAsync($"{Topics.Command}/{CommandVerbs.Resend}");

        await _device.SendAsync(second);
        await _device.AcknowledgedAsync(third.Head);
        await _device.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Empty(await _device.OpenAsync());
        Assert.Equal(HubReasons.RecordGap.Code, Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex, open: false)).Reason);
    }

    [Fact]
    [RedTeam("G5", "Sends another record in the place of one that the hub has", typeof(Continuity), "RECORD_REWRITTEN")]
    public async Task Two_records_in_one_place_are_a_rewrite()
    {
        SimulatedRecord first = _device.NextEpoch();
        SimulatedRecord one = _device.NextBirth();
        await _device.SendAsync(first, one);
        await _device.AcknowledgedAsync(one.Head);
        await _device.SettleAsync();

        _device.Head = first.Head;
        await _device.SendAsync(_device.NextBirth(7));
        await _device.SettleAsync();
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex));
        Assert.Equal(ChainReasons.RecordRewritten.Code, finding.Reason);
        Assert.True(finding.Authenticated);

        // The answer is what the hub holds: a device that was put back learns from it to begin anew.
        Assert.All(_device.Inbox.All(Topics.Acknowledgement), message => Assert.Equal(one.Head, _device.ReadAcknowledgement(message)));
        Assert.Equal(one.Payload, Stored(one)!.Payload!.Value.ToArray());
        Assert.Equal(1, _hub.Read(store => store.StateOf(_device.Ueid.Hex)).BdSeq);
    }

    [Fact]
    [RedTeam("G5", "Sends a record that does not follow the one before", typeof(Continuity), "CHAIN_FORK")]
    public async Task A_record_that_does_not_follow_is_a_fork()
    {
        SimulatedRecord first = _device.NextEpoch();
        await _device.SendAsync(first);
        _device.Head = first.Head with { Digest = MLSecOps.Core.Digests.Sha256Digest.Of("another"u8) };
        SimulatedRecord second = _device.NextBirth();
        await _device.SendAsync(second);
        await _device.SettleAsync();
        Assert.Equal([HubReasons.ChainFork.Code], await _device.OpenAsync());
        Assert.DoesNotContain(_device.Inbox.All(Topics.Acknowledgement), message => _device.ReadAcknowledgement(message) == second.Head);
    }

    [Fact]
    [RedTeam("G5", "Begins the chain anew to hide what it said", typeof(Continuity), "CHAIN_EPOCH_BREAK")]
    public async Task A_chain_that_begins_anew_is_said_and_acknowledged()
    {
        SimulatedRecord last = _device.NextEpoch();
        await _device.SendAsync(last);
        await _device.AcknowledgedAsync(last.Head);
        _device.BeginEpoch();
        SimulatedRecord first = _device.Next(
            RecordTypes.Epoch,
            new EpochRecord(EpochRecord.SchemaName, SimulatedDevice.Time, EpochCauses.Torn, last.Head.Epoch.Hex, last.Head.Sequence, last.Head.Digest.Hex),
            TelemetryJson.Default.EpochRecord,
            "warning");
        await _device.SendAsync(first);
        await _device.AcknowledgedAsync(first.Head);
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex));
        Assert.Equal(HubReasons.ChainEpochBreak.Code, finding.Reason);
        Assert.Contains(EpochCauses.Torn, finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_without_its_payload_keeps_the_chain_whole()
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextFinding(), third = _device.NextBirth();
        await _device.SendAsync(first);
        await _device.SendAsync(second.LinkOnly());
        await _device.SendAsync(third);
        await _device.AcknowledgedAsync(third.Head);
        StoredRecord stored = Stored(second)!;
        Assert.Null(stored.Payload);
        Assert.Equal(second.Head.Digest, stored.Link);
        Assert.Empty(await _device.OpenAsync());
    }

    [Fact]
    public async Task A_finding_of_the_device_is_one_of_the_hub_and_not_authenticated_before_evidence()
    {
        SimulatedRecord first = _device.NextEpoch(), finding = _device.NextFinding();
        await _device.SendAsync(first, finding);
        await _device.AcknowledgedAsync(finding.Head);
        HubFinding told = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex));
        Assert.Equal((StoreReasons.ModelTampered.Code, "keyword-spotter", "critical", false), (told.Reason, told.Model, told.Severity, told.Authenticated));
        HubFinding alone = await _hub.AskAsync($"{HubRoutes.Findings}/{told.Id}", HubJson.Default.HubFinding);
        Assert.Equal(told.Reason, alone.Reason);
    }

    [Fact]
    public async Task A_birth_brings_the_device_in()
    {
        SimulatedRecord first = _device.NextEpoch(), birth = _device.NextBirth();
        await _device.SendAsync(first, birth);
        await _device.AcknowledgedAsync(birth.Head);
        HubDevice seen = await _device.SeenAsync();
        Assert.True(seen.Connected);
        Assert.Equal(("0.1.0", "x86-64"), (seen.AgentVersion, seen.Hardware));
        Assert.Equal(("inconclusive", "never", "unknown"), (seen.Verdict, seen.Freshness, seen.Enforcement));
    }

    public static TheoryData<string> Malformed { get; } =
    [
        "no content type", "other content type", "no JSON", "other document", "no epoch", "epoch", "zero sequence", "sequence", "previous", "type", "severity", "other topic",
        "link", "link cut", "too long",
    ];

    [Theory]
    [MemberData(nameof(Malformed))]
    [RedTeam("G5", "Spoils a message of the line: its type, its link, its payload", typeof(RecordReader), "MESSAGE_MALFORMED")]
    public async Task A_message_of_another_form_is_a_finding_and_the_line_goes_on(string kind)
    {
        SimulatedRecord first = _device.NextEpoch(), second = _device.NextBirth();
        await _device.SendAsync(first);
        await _device.SendAsync(Spoil(second, kind));
        await _device.SettleAsync();
        Assert.Equal([HubReasons.MessageMalformed.Code], await _device.OpenAsync());

        if (kind is "no JSON" or "other document")
        {
            // The link is whole: the record has its place, only nothing can be made of its payload.
            return;
        }

        await _device.SendAsync(second);
        await _device.AcknowledgedAsync(second.Head);
    }

    [Theory]
    [InlineData("birth")]
    [InlineData("metric")]
    [InlineData("nothing")]
    [InlineData("result/one")]
    public async Task Anything_on_any_own_topic_leaves_the_line_alive(string kind)
    {
        MqttApplicationMessage message = SimulatedDevice.Message(
            $"{Topics.Prefix}{_device.Ueid.Hex}/up/{kind}", "\u0001\uFFFF", Encoding.UTF8.GetBytes("{\"schema\":1}"), ("type", "\u0000"), ("type", "x"), ("chainseq", "99999999999999999999999"));
        await _device.SendAsync(message);
        SimulatedRecord first = _device.NextEpoch();
        await _device.SendAsync(first);
        await _device.AcknowledgedAsync(first.Head);
    }

    [Fact]
    public async Task Of_many_records_at_once_all_are_kept_and_the_last_is_acknowledged()
    {
        SimulatedRecord[] records = [_device.NextEpoch(), .. Enumerable.Range(0, 300).Select(_ => _device.NextFinding())];
        await Task.WhenAll(records.Select(record => _device.SendAsync(record)));
        await _device.AcknowledgedAsync(records[^1].Head);
        Assert.Equal(301, _hub.Read(store => store.RecordsAfter(_device.Ueid.Hex, records[0].Head.Epoch.Hex, 0, 1000)).Count);
    }

    [Fact]
    public async Task Two_devices_do_not_touch_each_other_s_chains()
    {
        await using SimulatedDevice other = await _hub.ConnectedDeviceAsync();
        SimulatedRecord own = _device.NextEpoch();

        // The other device repeats a record that it has seen, on its own topic: there it begins a chain of its own.
        await other.SendAsync((own with { Ueid = other.Ueid.Hex }).Message());
        await other.AcknowledgedAsync(own.Head);
        Assert.Null(Stored(own));
        await _device.SendAsync(own);
        await _device.AcknowledgedAsync(own.Head);
        Assert.Empty(await _device.OpenAsync());
    }

    private StoredRecord? Stored(SimulatedRecord record) =>
        _hub.Read(store => store.FindRecord(_device.Ueid.Hex, record.Head.Epoch.Hex, record.Head.Sequence));

    private MqttApplicationMessage Spoil(SimulatedRecord record, string kind) => kind switch
    {
        "no content type" => record.Message(null),
        "other content type" => record.Message("text/plain"),
        "no JSON" => _device.Next(RecordTypes.Birth, "{"u8.ToArray()) is { } next ? Rechained(record, next).Message() : null!,
        "other document" => _device.Next(RecordTypes.Birth, "{}"u8.ToArray()) is { } next ? Rechained(record, next).Message() : null!,
        "no epoch" => record.Message(change: each => each.Name == EventAttributes.ChainEpoch ? "" : each.Value),
        "epoch" => record.Message(change: each => each.Name == EventAttributes.ChainEpoch ? new string('0', 32) : each.Value),
        "zero sequence" => record.Message(change: each => each.Name == EventAttributes.ChainSequence ? "0" : each.Value),
        "sequence" => record.Message(change: each => each.Name == EventAttributes.ChainSequence ? "02" : each.Value),
        "previous" => record.Message(change: each => each.Name == EventAttributes.ChainPrevious ? "sha256:0" : each.Value),
        "type" => record.Message(change: each => each.Name == EventAttributes.Type ? "Mlsec Birth" : each.Value),
        "severity" => record.Message(change: each => each.Name == EventAttributes.Severity ? "dreadful" : each.Value),
        "other topic" => record.Message(topic: Topics.Up(_device.Ueid.Hex, Topics.Update)),
        "link" => record.Message(MediaTypes.Link),
        "link cut" => record.Message(MediaTypes.Link, record.Link.Encode()[..^1]),
        _ => record.Message(payload: new byte[TelemetryJson.MaxBytes + 1]),
    };

    // In the place of the record, not after it.
    private static SimulatedRecord Rechained(SimulatedRecord place, SimulatedRecord content)
    {
        ChainHead before = new(place.Link.Epoch, place.Link.Sequence - 1, place.Link.Previous);
        return content with { Link = ChainLink.After(before, content.Link.Type, content.Link.Severity, content.Link.Payload) };
    }
}
