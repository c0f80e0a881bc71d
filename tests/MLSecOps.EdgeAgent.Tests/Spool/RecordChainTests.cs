using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>What the chain keeps, in what order, and until when (G5).</summary>
public sealed class RecordChainTests : IDisposable
{
    private readonly ChainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_new_device_begins_with_an_epoch_that_says_first()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord first = Assert.Single(ChainFolder.All(chain));
        Assert.Equal((RecordTypes.Epoch, 1, "notice"), (first.Link.Type, first.Link.Sequence, first.Link.Severity));
        Assert.Equal(first.Link.Head, chain.Head);
        Assert.Equal(EpochCauses.First, chain.BegunBecause);
        EpochRecord said = ChainFolder.Payload<EpochRecord>(first);
        Assert.Equal((EpochCauses.First, null, null), (said.Cause, said.PreviousEpoch, said.PreviousSequence));
    }

    [Fact]
    public void What_was_appended_is_there_after_a_start_with_all_that_travels_along()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one", EventSeverity.Critical);
        SpooledRecord two = ChainFolder.Add(chain, "two", EventSeverity.Info, subject: null);
        RecordChain again = _folder.Open();
        Assert.Null(again.BegunBecause);
        Assert.Equal(two.Link.Head, again.Head);
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(again);
        ChainFolder.AssertChained(pending);
        Assert.Equal(["one", "two"], pending.Skip(1).Select(record => System.Text.Encoding.UTF8.GetString(record.Payload!.Value.Span)));
        Assert.Equal([one.Link, two.Link], pending.Skip(1).Select(record => record.Link));
        Assert.Equal(["vision", null], pending.Skip(1).Select(record => record.Subject));
        Assert.Equal([one.Time, two.Time], pending.Skip(1).Select(record => record.Time));
        Assert.Equal(3, ChainFolder.Add(again, "three").Link.Sequence - 1);
    }

    [Fact]
    public void Pending_goes_on_after_a_position_and_gives_no_more_than_asked()
    {
        RecordChain chain = _folder.Open();
        for (int i = 0; i < 5; i++)
        {
            ChainFolder.Add(chain, $"{i}");
        }

        IReadOnlyList<SpooledRecord> two = chain.Pending(-1, 2);
        Assert.Equal([1, 2], two.Select(record => record.Link.Sequence));
        Assert.Equal([3, 4, 5, 6], chain.Pending(two[^1].Position, 10).Select(record => record.Link.Sequence));
        Assert.Empty(chain.Pending(5, 10));
    }

    [Fact]
    public void An_acknowledgement_frees_the_payloads_up_to_it_for_good()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        SpooledRecord two = ChainFolder.Add(chain, "two");
        Assert.Equal(AcknowledgementOutcome.Accepted, chain.Acknowledge(one.Link.Head));
        Assert.Equal(AcknowledgementOutcome.Repeated, chain.Acknowledge(one.Link.Head));
        Assert.Equal([two.Link], ChainFolder.All(chain).Select(record => record.Link));
        Assert.Equal([two.Link], ChainFolder.All(_folder.Open()).Select(record => record.Link));
        Assert.Equal(AcknowledgementOutcome.Accepted, chain.Acknowledge(two.Link.Head));
        Assert.Empty(_folder.Segments());
        Assert.Equal(two.Link.Head, _folder.Open().Head);
    }

    [Fact]
    public void A_head_that_this_epoch_does_not_have_begins_a_new_one_and_what_waits_stays()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        ChainHead ahead = one.Link.Head with { Sequence = 9 };
        Assert.Equal(AcknowledgementOutcome.UnknownHead, chain.Acknowledge(ahead));
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        Assert.Equal(3, pending.Count);
        EpochRecord said = ChainFolder.Payload<EpochRecord>(pending[2]);
        Assert.Equal(
            (EpochCauses.UnknownHead, one.Link.Epoch.Hex, 2, one.Link.Head.Digest.Hex), (said.Cause, said.PreviousEpoch, said.PreviousSequence, said.PreviousDigest));
        Assert.Equal(pending[2].Link.Head, chain.Head);

        // Said once: the old epoch is abandoned, and the hub's word on it is the last one.
        Assert.Equal(AcknowledgementOutcome.Accepted, chain.Acknowledge(ahead));
        Assert.Single(ChainFolder.All(chain));
        Assert.Null(_folder.Open().BegunBecause);
    }

    [Fact]
    [RedTeam("G5", "Acknowledges a record that the device never made", typeof(RecordChain))]
    public void Another_link_under_a_number_of_ours_is_an_unknown_head()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        ChainFolder.Add(chain, "two");
        Assert.Equal(AcknowledgementOutcome.UnknownHead, chain.Acknowledge(one.Link.Head with { Digest = Sha256Digest.Of([1]) }));
        Assert.Equal(EpochCauses.UnknownHead, chain.BegunBecause);
    }

    [Fact]
    public void A_head_of_a_foreign_epoch_changes_nothing()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        ChainHead foreign = new(new ChainEpoch([.. Enumerable.Repeat((byte)7, 16)]), 1, one.Link.Head.Digest);
        Assert.Equal(AcknowledgementOutcome.Foreign, chain.Acknowledge(foreign));
        Assert.Equal(one.Link.Head, chain.Head);
        Assert.Equal(2, ChainFolder.All(chain).Count);
    }

    [Fact]
    public void A_listener_hears_of_each_record_once_it_is_on_the_disk()
    {
        RecordChain chain = _folder.Open();
        List<long> heard = [];
        chain.Appended += record =>
        {
            heard.Add(record.Link.Sequence);
            Assert.Equal(record.Link, ChainFolder.All(chain)[^1].Link);
        };
        ChainFolder.Add(chain, "one");
        ChainFolder.Add(chain, "two");
        Assert.Equal([2, 3], heard);
    }

    [Fact]
    public async Task Several_threads_make_one_chain()
    {
        RecordChain chain = _folder.Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 25; i++)
            {
                ChainFolder.Add(chain, $"{thread}.{i}", (EventSeverity)(2 + (i % 5)));
            }
        })));
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(_folder.Open());
        Assert.Equal(Enumerable.Range(1, 101).Select(i => (long)i), pending.Select(record => record.Link.Sequence));
        ChainFolder.AssertChained(pending);
        Assert.Equal(101, pending.Select(record => System.Text.Encoding.UTF8.GetString(record.Payload!.Value.Span)).Distinct().Count());
    }

    [Fact]
    public void The_log_does_not_grow_for_ever_once_the_hub_has_records_and_evidence()
    {
        RecordChain chain = _folder.Open();
        for (int i = 0; i < 1200; i++)
        {
            ChainFolder.Add(chain, "x");
        }

        int before = _folder.Logs().Length;
        Assert.True(before >= 3, $"{before} files");
        Assert.Equal(AcknowledgementOutcome.Accepted, chain.Acknowledge(chain.Head!));
        Assert.Equal(before, _folder.Logs().Length);
        chain.Committed(chain.Head!);
        Assert.Single(_folder.Logs());
        ChainHead head = chain.Head!;
        SpooledRecord next = ChainFolder.Add(chain, "next");
        Assert.True(next.Link.Follows(head));
        RecordChain again = _folder.Open();
        Assert.Null(again.BegunBecause);
        Assert.Equal([next.Link], ChainFolder.All(again).Select(record => record.Link));
        Assert.Equal(AcknowledgementOutcome.Repeated, again.Acknowledge(head));
    }

    [Fact]
    public void A_payload_that_the_disk_damaged_goes_out_as_a_link_and_is_said()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one", EventSeverity.Error);
        string segment = Assert.Single(_folder.Segments(), path => path.EndsWith("-error.payloads", StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[^1] ^= 1;
        File.WriteAllBytes(segment, bytes);
        SpooledRecord sent = ChainFolder.All(chain)[1];
        Assert.Equal((one.Link, null), (sent.Link, sent.Payload));
        ChainFolder.Add(chain, "two");
        SpooledRecord said = Assert.Single(ChainFolder.All(chain), record => record.Link.Type == RecordTypes.Dropped);
        DroppedRecord dropped = ChainFolder.Payload<DroppedRecord>(said);
        Assert.Equal((2, 2, 1), (dropped.From, dropped.To, dropped.Counts["error"]));
    }
}
