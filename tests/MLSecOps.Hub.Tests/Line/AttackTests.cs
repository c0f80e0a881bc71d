using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Evidence;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>Attacks on the line, each made as an attacker makes it and each ending in a finding of its own with severity and next step; and honest accidents, which do not look like one.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private static readonly SamplePackage Sample = new();

    private LiveHub _hub = null!;
    private SimulatedDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync(epoch: LiveHub.ShortEpoch);
        await _hub.PushAsync(Sample);
        _device = await _hub.ConnectedDeviceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    [RedTeam("G5", "Keeps a finding's message, and publishes it again an hour later", typeof(Continuity), "RECORD_REPLAYED")]
    public async Task A_finding_that_somebody_repeats_is_told_and_counted_once()
    {
        SimulatedRecord finding = await BegunAsync();
        await _device.PassAsync(TimeSpan.FromHours(1));
        await _device.SendAsync(finding);
        await _device.SettleAsync();
        Assert.DoesNotContain(ChainReasons.RecordReplayed.Code, await _device.OpenAsync());

        // The hub does not know yet whether its acknowledgement got lost: it asks.
        await _device.PassAsync(TimeSpan.FromSeconds(11));
        await _device.TakeAsync($"{Topics.Command}/{CommandVerbs.Rebirth}");
        SimulatedRecord birth = _device.NextBirth(1, Next(_device.Head!));
        await _device.SendAsync(birth);
        await _device.AcknowledgedAsync(birth.Head);
        await AssertFoundAsync(ChainReasons.RecordReplayed, "error");
        Assert.Equal(1, _hub.Read(store => store.Findings(_device.Ueid.Hex, null, 10)).Single(each => each.Reason == StoreReasons.ModelTampered.Code).Times);
    }

    [Fact]
    public async Task A_finding_that_the_device_sends_again_because_the_acknowledgement_got_lost_is_in_order()
    {
        SimulatedRecord finding = await BegunAsync();
        await _device.PassAsync(TimeSpan.FromDays(3));

        // Back after three days without having heard of the acknowledgement: everything again, and what it waits for in the birth.
        await _device.SendAsync(finding);
        SimulatedRecord birth = _device.NextBirth(2, finding.Head);
        await _device.SendAsync(birth);
        await _device.AcknowledgedAsync(birth.Head);
        Assert.Equal([HubReasons.DeviceSilent.Code, StoreReasons.ModelTampered.Code], await _device.OpenAsync());
    }

    [Fact]
    [RedTeam("G5", "Edits a finding on its way to the hub", typeof(EvidenceRules), "CHAIN_FORK", "RECORD_REWRITTEN")]
    public async Task A_finding_that_somebody_edits_on_its_way_never_counts_as_the_device_s()
    {
        SimulatedRecord begin = _device.NextEpoch();
        await _device.SendAsync(begin);
        SimulatedRecord finding = _device.NextFinding();
        ChainHead after = _device.Head!;

        // The edited one has a link that fits: nobody but the device can sign for it.
        _device.Head = begin.Head;
        SimulatedRecord edited = _device.Next(RecordTypes.Finding, "{}"u8.ToArray());
        await _device.SendAsync(edited);
        _device.Head = after;
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        await AssertFoundAsync(HubReasons.ChainFork, "critical");
        Assert.Null(_hub.Read(store => store.StateOf(_device.Ueid.Hex)).Authenticated);

        // The true one comes too, since nobody acknowledged it.
        await _device.SendAsync(finding);
        await _device.SettleAsync();
        await AssertFoundAsync(ChainReasons.RecordRewritten, "critical");
    }

    [Fact]
    [RedTeam("G5", "Takes a finding out of the chain, and lets evidence pass", typeof(GapAlarm), "RECORD_GAP")]
    public async Task A_finding_that_somebody_takes_out_is_missed_by_what_evidence_commits_to()
    {
        SimulatedRecord begin = _device.NextEpoch();
        await _device.SendAsync(begin);
        _device.NextFinding();
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        await _device.PassAsync(TimeSpan.FromSeconds(45));
        HubFinding gap = await AssertFoundAsync(HubReasons.RecordGap, "warning");
        Assert.Equal("nothing is missing up to record 1, and evidence commits to record 2", gap.Detail);
        Assert.NotNull(gap.TimeToDetectMs);
    }

    [Fact]
    [RedTeam("G5", "Puts a device back to a backup while its chain had gone on", typeof(Continuity), "RECORD_REWRITTEN", "CHAIN_FORK")]
    public async Task A_device_that_was_restored_from_a_backup_is_a_fork_and_learns_to_begin_anew()
    {
        await BegunAsync();
        await using SimulatedDevice restored = _device.Copy();
        SimulatedRecord lost = _device.NextFinding();
        await _device.SendAsync(lost);
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        _device.Break();

        _hub.Time.Advance(TimeSpan.FromSeconds(2));
        await restored.ConnectAsync();
        SimulatedRecord birth = restored.NextBirth(3);
        await restored.SendAsync(birth, restored.NextFinding());

        // What the hub answers is a record that this device never made: that tells it.
        await restored.AcknowledgedAsync(lost.Head);
        await restored.AttestAsync(restored.Claims((await restored.AskedAsync()).Nonce, Sample));
        await restored.TakeAsync(Topics.Appraisal);
        await AssertFoundAsync(ChainReasons.RecordRewritten, "critical");
        await AssertFoundAsync(HubReasons.ChainFork, "critical");
        Assert.DoesNotContain(ChainReasons.DeviceCloned.Code, await restored.OpenAsync());
    }

    [Fact]
    public async Task An_honest_power_cut_is_an_epoch_break_and_no_fork()
    {
        SimulatedRecord last = await BegunAsync();
        SimulatedRecord torn = _device.NextFinding();
        Assert.NotEqual(last.Head, torn.Head);
        _device.BeginEpoch();
        SimulatedRecord begin = _device.Next(
            RecordTypes.Epoch,
            new EpochRecord(EpochRecord.SchemaName, SimulatedDevice.Time, EpochCauses.Torn, last.Head.Epoch.Hex, last.Head.Sequence, last.Head.Digest.Hex),
            TelemetryJson.Default.EpochRecord,
            "warning");
        await _device.SendAsync(begin);
        await _device.AcknowledgedAsync(begin.Head);
        Assert.Equal([HubReasons.ChainEpochBreak.Code], (await _device.OpenAsync()).Where(reason => reason != StoreReasons.ModelTampered.Code));

        // Once trusted evidence commits to the new epoch, it is over.
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        Assert.DoesNotContain(HubReasons.ChainEpochBreak.Code, await _device.OpenAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [RedTeam("G5", "Runs a copy of the device beside it, both attesting", typeof(EvidenceRules), "DEVICE_CLONED")]
    public async Task Two_copies_that_attest_in_turn_are_told_by_their_evidence(bool sameMachine)
    {
        await BegunAsync();
        await using SimulatedDevice copy = _device.Copy();
        copy.Boot = sameMachine ? copy.Boot : [1, .. new byte[15]];
        await AttestInTurnAsync(_device, sameMachine ? StoreReasons.ModelTampered : null);
        await AttestInTurnAsync(copy, sameMachine ? SandboxReasons.All[0] : null);
        Assert.DoesNotContain(ChainReasons.DeviceCloned.Code, await _device.OpenAsync());
        await AttestInTurnAsync(_device, sameMachine ? StoreReasons.ModelTampered : null);
        HubFinding finding = await AssertFoundAsync(ChainReasons.DeviceCloned, "critical");
        Assert.Contains(sameMachine ? "exclude each other" : "two machines", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    [RedTeam("G5", "Connects with a copied certificate while the device is connected, again and again", typeof(TakeOvers), "DEVICE_CLONED")]
    public async Task Two_programs_that_take_one_session_from_each_other_are_told_by_the_broker()
    {
        await using SimulatedDevice copy = _device.Copy();
        for (int turn = 0; turn < TakeOvers.Many; turn++)
        {
            Assert.Empty(await _device.OpenAsync());
            await (turn % 2 == 0 ? copy : _device).ConnectAsync();
        }

        await _hub.UntilAsync(() => _hub.Read(store => store.Findings(_device.Ueid.Hex, true, 10)).Count == 1);
        await AssertFoundAsync(ChainReasons.DeviceCloned, "critical");
    }

    [Fact]
    public async Task A_device_that_comes_back_after_dead_connections_is_no_copy()
    {
        for (int turn = 0; turn < 2 * TakeOvers.Many; turn++)
        {
            await _device.ConnectAsync();
            _hub.Time.Advance(TimeSpan.FromSeconds(30));
        }

        await _device.SettleAsync();
        Assert.DoesNotContain(ChainReasons.DeviceCloned.Code, await _device.OpenAsync());
    }

    [Fact]
    [RedTeam("G5", "Sets the clock of a device back a year, so that its evidence looks old or its certificate young", typeof(EvidenceRules), "DEVICE_CLOCK_WRONG")]
    public async Task A_clock_that_was_set_back_is_told_and_freshness_goes_by_the_hub_s()
    {
        await BegunAsync();
        _device.ClockOff = TimeSpan.FromDays(-365);
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        await AssertFoundAsync(ChainReasons.ClockWrong, "warning");
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("fresh", "trusted"), (seen.Freshness, seen.Verdict));

        _device.ClockOff = TimeSpan.Zero;
        await _device.AttestAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        await _device.TakeAsync(Topics.Appraisal);
        Assert.DoesNotContain(ChainReasons.ClockWrong.Code, await _device.OpenAsync());
    }

    [Fact]
    [RedTeam("G5", "Holds evidence back until its nonce has ended", typeof(EvidenceRules), "EVIDENCE_NONCE_EXPIRED")]
    public async Task Evidence_that_was_held_back_proves_nothing_newer()
    {
        await BegunAsync();
        Challenge asked = await _device.AskedAsync();
        ReadOnlyMemory<byte> held = _device.Sign(_device.Claims(asked.Nonce, Sample));
        _hub.Time.Advance(TimeSpan.FromMinutes(3));
        await _device.AttestAsync(held);
        await _device.SettleAsync();
        await AssertFoundAsync(EvidenceReasons.NonceExpired, "warning");
        Assert.Equal("never", (await _device.SeenAsync()).Freshness);
    }

    [Fact]
    [RedTeam("G5", "Repeats an answer to a nonce that was followed by another answer, chain unchanged", typeof(EvidenceRules), "EVIDENCE_REPLAYED")]
    public async Task An_earlier_answer_to_the_same_nonce_is_a_replay_though_the_chain_stands_still()
    {
        await BegunAsync();
        Challenge asked = await _device.AskedAsync();
        EvidenceClaims claims = _device.Claims(asked.Nonce, Sample);
        ReadOnlyMemory<byte> good = _device.Sign(claims);
        await _device.AttestAsync(good);
        await _device.TakeAsync(Topics.Appraisal);
        await _device.AttestAsync(claims with { Mode = EvidenceMode.Observe });
        await _device.TakeAsync(Topics.Appraisal);
        await _device.AttestAsync(good);
        await _device.SettleAsync();
        await AssertFoundAsync(HubReasons.EvidenceReplayed, "error");
        Assert.Equal("observe", (await _device.SeenAsync()).Enforcement);
    }

    private static ChainHead Next(ChainHead head) => head with { Sequence = head.Sequence + 1 };

    // An epoch, a birth that waits for nothing, and a finding; all acknowledged.
    private async Task<SimulatedRecord> BegunAsync()
    {
        SimulatedRecord begin = _device.NextEpoch();
        SimulatedRecord birth = _device.NextBirth(1, Next(begin.Head));
        SimulatedRecord finding = _device.NextFinding();
        await _device.SendAsync(begin, birth, finding);
        await _device.AcknowledgedAsync(finding.Head);
        return finding;
    }

    // The one that speaks takes the session from the other; a new nonce for each.
    private async Task AttestInTurnAsync(SimulatedDevice device, Reason? finds)
    {
        _hub.Time.Advance(TimeSpan.FromMinutes(2));
        await device.ConnectAsync();
        if (finds is not null)
        {
            await device.SendAsync(device.NextFinding(finds));
        }

        await device.AttestAsync(device.Claims((await device.AskedAsync()).Nonce, Sample));
        await device.TakeAsync(Topics.Appraisal);
        await device.SettleAsync();
    }

    private async Task<HubFinding> AssertFoundAsync(Reason reason, string severity)
    {
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex), each => each.Reason == reason.Code);
        Assert.Equal(severity, finding.Severity);
        Assert.Equal(reason.Next, finding.Next);
        Assert.NotEmpty(finding.Next);
        return finding;
    }
}
