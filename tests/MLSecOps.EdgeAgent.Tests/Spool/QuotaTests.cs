using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Spool;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>Too little room: what goes first, what never goes, and that it is said.</summary>
public sealed class QuotaTests : IDisposable
{
    private const long Quota = 128 << 10;

    private readonly ChainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_oldest_of_the_mildest_payloads_go_first_and_no_link()
    {
        RecordChain chain = _folder.Open(Quota);
        string text = new('x', 2000);
        for (int i = 0; i < 150; i++)
        {
            ChainFolder.Add(chain, text, i % 3 == 0 ? EventSeverity.Critical : EventSeverity.Info);
        }

        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        Assert.True(SpoolBytes() <= Quota);
        Assert.Equal(Enumerable.Range(1, pending.Count).Select(i => (long)i), pending.Select(record => record.Link.Sequence));
        ChainFolder.AssertChained(pending);
        List<SpooledRecord> infos = [.. pending.Where(record => record.Link.Severity == "info")];
        Assert.Equal(100, infos.Count);
        Assert.All(pending.Where(record => record.Link.Severity == "critical"), record => Assert.NotNull(record.Payload));
        int gone = infos.Count(record => record.Payload is null);
        Assert.InRange(gone, 1, 99);
        Assert.All(infos.Take(gone), record => Assert.Null(record.Payload));
        AssertAllSaid(pending);
    }

    [Fact]
    public void When_all_is_critical_the_oldest_goes()
    {
        RecordChain chain = _folder.Open(Quota);
        for (int i = 0; i < 200; i++)
        {
            ChainFolder.Add(chain, new string('y', 1500), EventSeverity.Critical);
        }

        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        Assert.True(SpoolBytes() <= Quota);
        Assert.NotNull(pending[^1].Payload);
        Assert.Null(pending[1].Payload);
        Assert.InRange(pending.Count(record => record.Link.Type == RecordTypes.Dropped), 1, 50);
        AssertAllSaid(pending);
    }

    [Fact]
    public void A_mild_record_that_finds_the_spool_full_of_graver_ones_does_not_make_them_go_one_by_one()
    {
        RecordChain chain = _folder.Open(Quota);
        for (int i = 0; i < 84; i++)
        {
            ChainFolder.Add(chain, new string('y', 1500), EventSeverity.Critical);
        }

        for (int i = 0; i < 300; i++)
        {
            ChainFolder.Add(chain, new string('z', 1000), EventSeverity.Info);
        }

        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        Assert.InRange(pending.Count(record => record.Link.Severity == "critical" && record.Payload is null), 0, 10);
        Assert.InRange(pending.Count(record => record.Link.Type == RecordTypes.Dropped), 1, 150);
    }

    [Fact]
    public void The_quota_holds_after_a_start_too()
    {
        RecordChain chain = _folder.Open();
        for (int i = 0; i < 150; i++)
        {
            ChainFolder.Add(chain, new string('x', 2000));
        }

        RecordChain again = _folder.Open(Quota);
        ChainFolder.Add(again, "one more");
        Assert.True(SpoolBytes() <= Quota);
        AssertAllSaid(ChainFolder.All(again));
    }

    [Fact]
    public void A_disk_that_refuses_loses_nothing_that_is_there_and_the_gap_is_said_when_it_works_again()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        Directory.Move(_folder.Layout.Chain, _folder["away"]);
        Assert.IsType<AppendAttempt.Refused>(chain.Append(RecordTypes.Finding, EventSeverity.Critical, ChainFolder.Text("lost")));
        Assert.IsType<AppendAttempt.Refused>(chain.Append(RecordTypes.Finding, EventSeverity.Error, ChainFolder.Text("lost")));
        Assert.Equal(AcknowledgementOutcome.NotKept, chain.Acknowledge(one.Link.Head));
        Directory.Move(_folder["away"], _folder.Layout.Chain);
        ChainFolder.Add(chain, "two");

        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(_folder.Open());
        Assert.Equal([RecordTypes.Epoch, RecordTypes.Finding, RecordTypes.Dropped, RecordTypes.Finding], pending.Select(record => record.Link.Type));
        ChainFolder.AssertChained(pending);
        Assert.Equal(one.Link, pending[1].Link);
        DroppedRecord dropped = ChainFolder.Payload<DroppedRecord>(pending[2]);
        Assert.Equal((3, 3, 1, 1), (dropped.From, dropped.To, dropped.Counts["critical"], dropped.Counts["error"]));
    }

    [Fact]
    public void Without_room_for_the_payload_the_link_is_kept_alone()
    {
        RecordChain chain = _folder.Open();
        Directory.Move(_folder.Layout.Spool, _folder["away"]);
        SpooledRecord one = ChainFolder.Add(chain, "one", EventSeverity.Error);
        Assert.Null(one.Payload);
        Directory.Move(_folder["away"], _folder.Layout.Spool);
        ChainFolder.Add(chain, "two");
        SpooledRecord said = Assert.Single(ChainFolder.All(chain), record => record.Link.Type == RecordTypes.Dropped);
        Assert.Equal((2, 2), (ChainFolder.Payload<DroppedRecord>(said).From, ChainFolder.Payload<DroppedRecord>(said).To));
    }

    [Fact]
    public void A_chain_that_could_not_begin_begins_with_the_next_record()
    {
        // A file where the marker has to be: the first epoch cannot be made durable.
        Directory.CreateDirectory(Path.Combine(_folder.Layout.Chain, "head", "in the way"));
        RecordChain chain = _folder.Open();
        Assert.Null(chain.Head);
        Assert.IsType<AppendAttempt.Refused>(chain.Append(RecordTypes.Finding, EventSeverity.Error, ChainFolder.Text("lost")));
        Directory.Delete(Path.Combine(_folder.Layout.Chain, "head"), recursive: true);
        SpooledRecord one = ChainFolder.Add(chain, "one");
        Assert.Equal([RecordTypes.Epoch, RecordTypes.Dropped, RecordTypes.Finding], ChainFolder.All(chain).Select(record => record.Link.Type));
        Assert.Equal(one.Link.Head, _folder.Open().Head);
    }

    private long SpoolBytes() => _folder.Segments().Sum(path => new FileInfo(path).Length);

    /// <summary>What was dropped is what is said, exactly.</summary>
    /// <param name="pending">All records.</param>
    /// <param name="unwritten">How many could not even be written: they are counted, and have no number.</param>
    internal static void AssertAllSaid(IReadOnlyList<SpooledRecord> pending, int unwritten = 0)
    {
        List<DroppedRecord> said = [.. pending.Where(record => record.Link.Type == RecordTypes.Dropped && record.Payload is not null).Select(ChainFolder.Payload<DroppedRecord>)];
        Assert.NotEmpty(said);
        long gone = pending.Count(record => record.Payload is null);
        Assert.Equal(gone + unwritten, said.Sum(record => record.Counts.Values.Sum()));
        Assert.All(pending.Where(record => record.Payload is null), record => Assert.Contains(said, each => each.From <= record.Link.Sequence && record.Link.Sequence <= each.To));
    }
}
