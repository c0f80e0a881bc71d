using MLSecOps.Contracts.Telemetry;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Records;

/// <summary>Stories of chains.</summary>
public sealed class ContinuityTests
{
    private readonly ChainBook _book = new();
    private readonly StoredRecord[] _chain = Some.Chain(6);

    [Fact]
    public void Records_in_order_are_each_the_next()
    {
        _book.TakeAll(_chain);
        Assert.All(_book.Kinds, kind => Assert.Equal(ChainStepKind.Next, kind));
        Assert.Equal(_chain.Select(Some.Position), _book.Steps.Select(step => step.Acknowledge));
    }

    [Fact]
    public void A_record_that_overtook_waits_and_is_acknowledged_with_the_one_that_closes_the_gap()
    {
        _book.TakeAll(_chain[0], _chain[2], _chain[3]);
        Assert.Equal([ChainStepKind.Next, ChainStepKind.Ahead, ChainStepKind.Ahead], _book.Kinds);
        Assert.Null(_book.Steps[^1].Acknowledge);
        Assert.Equal(1, _book.State.Acknowledged!.Sequence);

        ChainStep closing = _book.Take(_chain[1]);
        Assert.Equal(ChainStepKind.Next, closing.Kind);
        Assert.Equal(Some.Position(_chain[3]), closing.Acknowledge);
    }

    [Fact]
    public void The_first_record_may_be_the_last_to_come()
    {
        _book.TakeAll(_chain[1], _chain[2]);
        Assert.All(_book.Kinds, kind => Assert.Equal(ChainStepKind.Ahead, kind));
        Assert.Equal(Some.Position(_chain[2]), _book.Take(_chain[0]).Acknowledge);
    }

    [Fact]
    public void What_comes_again_is_acknowledged_again()
    {
        _book.TakeAll(_chain);
        ChainStep again = _book.Take(_chain[2]);
        Assert.Equal(ChainStepKind.Duplicate, again.Kind);
        Assert.Equal(Some.Position(_chain[5]), again.Acknowledge);
    }

    [Fact]
    [RedTeam("G5", "Edits a record that the hub has acknowledged, and sends it again", typeof(Continuity), "RECORD_REWRITTEN")]
    public void Another_record_in_a_place_is_a_rewrite_and_is_answered_with_what_the_hub_holds()
    {
        _book.TakeAll(_chain[..3]);
        ChainStep rewrite = _book.Take(Some.Altered(_chain[1]));
        Assert.Equal(
            (ChainStepKind.Rewrite, Some.Position(_chain[2]), "another record 2 came than the one that is held"), (rewrite.Kind, rewrite.Acknowledge, rewrite.Detail));
        Assert.Equal(3, _book.State.Acknowledged!.Sequence);
    }

    [Fact]
    public void A_chain_that_goes_on_from_the_rewritten_record_is_a_fork()
    {
        StoredRecord other = Some.Altered(_chain[1]);
        _book.TakeAll(_chain[..3]).TakeAll(other, Some.Link(Some.Epoch, 3, other.Link, RecordTypes.Finding, [3]));
        Assert.Equal([ChainStepKind.Rewrite, ChainStepKind.Fork], _book.Kinds.TakeLast(2));
        Assert.Equal("record 3 came again and follows another one than the hub's", _book.Steps[^1].Detail);
        Assert.Equal(Some.Position(_chain[2]), _book.Steps[^1].Acknowledge);
    }

    [Fact]
    [RedTeam("G5", "Keeps a record's message, and repeats it long after", typeof(Continuity), "RECORD_REPLAYED")]
    public void A_record_for_which_the_device_waits_no_more_is_a_replay_and_not_acknowledged()
    {
        _book.TakeAll(_chain);
        _book.State = Waiting(Some.Epoch, 5);
        Assert.Equal([ChainStepKind.Replay, ChainStepKind.Duplicate], new[] { _chain[3], _chain[4] }.Select(record => _book.Take(record).Kind));
        Assert.Equal((null, "record 4 came again, and the device waits for none so old"), (_book.Steps[^2].Acknowledge, _book.Steps[^2].Detail));
        Assert.Equal(Some.Position(_chain[5]), _book.Steps[^1].Acknowledge);
    }

    [Fact]
    [RedTeam("G5", "Repeats a record of an epoch that has ended", typeof(Continuity), "RECORD_REPLAYED")]
    public void A_record_of_an_ended_epoch_is_a_replay_once_the_device_waits_for_the_present_one_only()
    {
        _book.TakeAll(_chain).TakeAll(Later(2, EpochCauses.Torn, _chain[5]));
        Assert.Equal(ChainStepKind.Duplicate, _book.Take(_chain[4]).Kind);
        _book.State = Waiting(Some.LaterEpoch, 2);
        Assert.Equal(ChainStepKind.Replay, _book.Take(_chain[4]).Kind);
        _book.State = Waiting(Some.Epoch, 5);
        Assert.Equal(ChainStepKind.Duplicate, _book.Take(_chain[4]).Kind);
    }

    [Theory]
    [InlineData(6, ChainStepKind.Duplicate, 6)]
    [InlineData(5, ChainStepKind.Duplicate, 6)]
    [InlineData(7, ChainStepKind.Replay, null)]
    public void A_record_that_comes_again_long_after_is_judged_by_what_the_device_says_next(int waitsFor, ChainStepKind after, int? acknowledged)
    {
        _book.TakeAll(_chain);
        _book.State = Waiting(Some.Epoch, 2);
        StoredRecord late = _chain[5] with { Received = Some.Noon + Continuity.ResendWindow + TimeSpan.FromSeconds(1) };
        Assert.Equal((ChainStepKind.Doubted, null), (_book.Take(late).Kind, _book.Steps[^1].Acknowledge));
        Assert.Equal(Some.Position(_chain[5]), _book.State.Memory.Doubted);

        (DeviceState settled, ChainPosition? acknowledge, string? replayed) = Continuity.Settle(Waiting(Some.Epoch, waitsFor));
        Assert.Equal((acknowledged, after == ChainStepKind.Replay), ((int?)acknowledge?.Sequence, replayed is not null));
        Assert.Null(settled.Memory.Doubted);
        _book.State = settled;
        Assert.Equal(waitsFor == 7 ? ChainStepKind.Replay : ChainStepKind.Doubted, _book.Take(late).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_record_that_comes_again_in_time_or_of_a_device_that_does_not_say_is_in_order(bool says)
    {
        _book.TakeAll(_chain);
        _book.State = says ? Waiting(Some.Epoch, 2) : _book.State;
        StoredRecord again = _chain[5] with { Received = Some.Noon + (says ? Continuity.ResendWindow : TimeSpan.FromDays(9)) };
        Assert.Equal(ChainStepKind.Duplicate, _book.Take(again).Kind);
        Assert.Null(_book.State.Memory.Doubted);
    }

    [Fact]
    public void Nothing_is_settled_where_nothing_was_doubted() => Assert.Equal((_book.State, null, null), Continuity.Settle(_book.State));

    [Fact]
    public void What_was_edited_on_its_way_is_acknowledged_once_the_device_goes_on_in_a_new_epoch()
    {
        // Somebody's record 2 came in the place of the device's: the device learns of it, and begins anew.
        _book.TakeAll(_chain[0], Some.Altered(_chain[1])).TakeAll(Later(1, EpochCauses.UnknownHead, _chain[2])).TakeAll(_chain[1], _chain[2]);
        Assert.Equal([ChainStepKind.EpochBreak, ChainStepKind.Rewrite, ChainStepKind.Late], _book.Kinds.TakeLast(3));
        Assert.Equal([Some.Position(_chain[1]), Some.Position(_chain[2])], _book.Steps.TakeLast(2).Select(step => step.Acknowledge));
    }

    [Fact]
    public void A_next_record_that_names_another_one_before_it_is_a_fork()
    {
        _book.TakeAll(_chain[..2]);
        StoredRecord stranger = Some.Link(Some.Epoch, 3, Some.Digest("elsewhere"), RecordTypes.Finding, [3]);
        Assert.Equal("record 3 does not follow record 2", _book.Take(stranger).Detail);
    }

    [Fact]
    public void A_waiting_record_that_does_not_follow_is_found_when_the_gap_closes()
    {
        StoredRecord stranger = Some.Link(Some.Epoch, 3, Some.Digest("elsewhere"), RecordTypes.Finding, [3]);
        _book.TakeAll(_chain[0], stranger);
        ChainStep closing = _book.Take(_chain[1]);
        Assert.Equal((ChainStepKind.Fork, "record 3 does not follow record 2"), (closing.Kind, closing.Detail));
        Assert.Equal(Some.Position(_chain[1]), closing.Acknowledge);
    }

    [Fact]
    public void A_record_that_evidence_contradicts_is_a_fork()
    {
        _book.TakeAll(_chain[..2]);
        _book.State = _book.State with { Committed = Some.Position(_chain[2]) };
        Assert.Equal("evidence commits to another record 3", _book.Take(Some.Altered(_chain[2])).Detail);
    }

    [Fact]
    [RedTeam("G5", "Slips a forged record in ahead of a gap, before evidence comes", typeof(Continuity))]
    public void A_waiting_record_that_later_evidence_contradicts_is_not_walked_over()
    {
        _book.TakeAll(_chain[0], Some.Altered(_chain[2]));
        _book.State = _book.State with { Committed = Some.Position(_chain[2]) };
        ChainStep closing = _book.Take(_chain[1]);
        Assert.Equal((ChainStepKind.Fork, 2L), (closing.Kind, _book.State.Acknowledged!.Sequence));
    }

    [Theory]
    [InlineData(EpochCauses.Torn)]
    [InlineData(EpochCauses.Lost)]
    [InlineData(EpochCauses.UnknownHead)]
    public void A_new_epoch_is_a_break_and_goes_on_from_its_first_record(string cause)
    {
        StoredRecord[] later = Later(3, cause, _chain[3]);
        _book.TakeAll(_chain).TakeAll(later);
        ChainStep broke = _book.Steps[6];
        Assert.Equal(ChainStepKind.EpochBreak, broke.Kind);
        Assert.Equal($"{cause}: the device knows it up to 4, the hub knows the chain before up to 6", broke.Detail);
        Assert.Equal(Some.Position(later[0]), broke.Acknowledge);
        Assert.Equal(Some.Position(later[2]), _book.State.Acknowledged);
    }

    [Fact]
    [RedTeam("G5", "Purges a device to make it forget its chain", typeof(Continuity))]
    public void A_device_that_forgot_its_chain_breaks_it_too()
    {
        _book.TakeAll(_chain);
        ChainStep broke = _book.Take(Some.Chain(1, Some.LaterEpoch)[0]);
        Assert.Equal((ChainStepKind.EpochBreak, "first: the device knows it up to nothing, the hub knows the chain before up to 6"), (broke.Kind, broke.Detail));
    }

    [Fact]
    public void A_hub_that_knows_no_chain_says_so_when_the_device_had_one() =>
        Assert.Equal(ChainStepKind.EpochBreak, _book.Take(Later(1, EpochCauses.Torn, _chain[3])[0]).Kind);

    [Fact]
    public void Connections_are_counted_anew_after_a_break()
    {
        _book.TakeAll(_chain);
        _book.State = _book.State with { BdSeq = 500 };
        Assert.Equal(0, _book.Take(Later(1, EpochCauses.Lost, _chain[5])[0]).State.BdSeq);
    }

    [Fact]
    [RedTeam("G5", "Lets two copies of one device speak", typeof(Continuity))]
    public void An_epoch_that_goes_on_after_its_end_is_a_fork()
    {
        _book.TakeAll(_chain[..4]).TakeAll(Later(2, EpochCauses.UnknownHead, _chain[3]));
        ChainStep fork = _book.Take(_chain[4]);
        Assert.Equal((ChainStepKind.Fork, "the epoch before went on to record 5 after the device had ended it at 4"), (fork.Kind, fork.Detail));
        Assert.Equal(Some.LaterEpoch, _book.State.Acknowledged!.Epoch);
    }

    [Fact]
    public void A_record_from_before_the_end_of_its_epoch_is_late_and_acknowledged_by_itself()
    {
        _book.TakeAll(_chain[..3]).TakeAll(Later(2, EpochCauses.Torn, _chain[4]));
        ChainStep late = _book.Take(_chain[3]);
        Assert.Equal((ChainStepKind.Late, Some.Position(_chain[3])), (late.Kind, late.Acknowledge));
        Assert.Equal(Some.LaterEpoch, late.State.Acknowledged!.Epoch);
        Assert.Equal(Some.Position(_chain[3]), _book.Take(_chain[3]).Acknowledge);
    }

    [Fact]
    public void A_late_record_whose_predecessor_is_missing_is_not_acknowledged()
    {
        _book.TakeAll(_chain[..3]).TakeAll(Later(2, EpochCauses.Torn, _chain[5]));
        ChainStep late = _book.Take(_chain[4]);
        Assert.Equal((ChainStepKind.Late, null), (late.Kind, late.Acknowledge));
    }

    [Fact]
    public void An_epoch_before_the_one_before_is_followed_back()
    {
        StoredRecord[] second = Later(2, EpochCauses.Torn, _chain[3]);
        StoredRecord[] third = Some.Chain(1, "33333333333333333333333333333333", Epoch(EpochCauses.Torn, second[1]));
        _book.TakeAll(_chain[..3]).TakeAll(second).TakeAll(third);
        Assert.Equal(ChainStepKind.Late, _book.Take(_chain[3]).Kind);
        Assert.Equal(ChainStepKind.Fork, _book.Take(_chain[4]).Kind);
    }

    [Fact]
    public void A_new_epoch_whose_beginning_is_late_waits_for_it()
    {
        StoredRecord[] later = Later(2, EpochCauses.Torn, _chain[5]);
        _book.TakeAll(_chain);
        Assert.Equal(ChainStepKind.Ahead, _book.Take(later[1]).Kind);
        Assert.Equal(Some.Position(later[1]), _book.Take(later[0]).Acknowledge);
    }

    [Fact]
    public void A_device_whose_memory_of_its_chain_is_another_one_is_a_fork_that_goes_on_in_the_new_epoch()
    {
        _book.TakeAll(_chain);
        ChainStep fork = _book.Take(Later(1, EpochCauses.Torn, Some.Altered(_chain[3]))[0]);
        Assert.Equal((ChainStepKind.Fork, Some.LaterEpoch), (fork.Kind, fork.State.Acknowledged!.Epoch));
    }

    [Fact]
    public void Records_are_authenticated_when_committed_head_and_unbroken_chain_meet()
    {
        _book.State = _book.State with { Committed = Some.Position(_chain[2]) };
        _book.TakeAll(_chain[..2]);
        Assert.Null(_book.State.Authenticated);
        Assert.False(Authentication.Covers(_book.State, Some.Epoch, 1));

        _book.Take(_chain[2]);
        Assert.Equal(Some.Position(_chain[2]), _book.State.Authenticated);
        Assert.True(Authentication.Covers(_book.State, Some.Epoch, 1));
        Assert.True(Authentication.Covers(_book.State, Some.Epoch, 3));
        Assert.False(Authentication.Covers(_book.State, Some.Epoch, 4));
        Assert.False(Authentication.Covers(_book.State, Some.LaterEpoch, 1));
    }

    [Fact]
    public void What_was_authenticated_stays_so_while_newer_evidence_waits_for_its_records()
    {
        _book.State = _book.State with { Committed = Some.Position(_chain[1]) };
        _book.TakeAll(_chain[..3]);
        DeviceState ahead = Authentication.Renew(_book.State with { Committed = Some.Position(_chain[5]) }, null);
        Assert.True(Authentication.Covers(ahead, Some.Epoch, 2));
        Assert.False(Authentication.Covers(ahead, Some.Epoch, 3));
    }

    private DeviceState Waiting(string epoch, long sequence) => _book.State with { Memory = _book.State.Memory with { WaitingEpoch = epoch, WaitingSequence = sequence } };

    private static StoredRecord[] Later(int length, string cause, StoredRecord last) => Some.Chain(length, Some.LaterEpoch, Epoch(cause, last));

    private static EpochRecord Epoch(string cause, StoredRecord last) =>
        new(EpochRecord.SchemaName, "2026-11-20T12:00:00Z", cause, last.Epoch, last.Sequence, last.Link.Hex);
}
