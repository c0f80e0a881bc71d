using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>A crash in the middle of dropping: what went is said once and exactly, whenever it came.</summary>
public sealed class DropNoteTests : IDisposable
{
    private const long Quota = 128 << 10;

    private readonly ChainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_note_comes_back_as_it_was_written_and_the_newest_counts()
    {
        string path = _folder["dropping"];
        Assert.Null(DropMark.Read(path).Open);
        for (int i = 1; i <= 5; i++)
        {
            DropNote note = Note(i, [.. Enumerable.Range(1, DropNote.MostSegments)]);
            DropMark.Read(path).Write(note);
            DropNote read = DropMark.Read(path).Open!;
            Assert.Equal((note.Epoch, note.Own, note.From, note.To), (read.Epoch, read.Own, read.From, read.To));
            Assert.Equal(note.Counts, read.Counts);
            Assert.Equal(note.Segments, read.Segments);
        }

        DropMark.Read(path).Write(null);
        Assert.Null(DropMark.Read(path).Open);
    }

    /// <summary>A power cut tears the slot that is written; the other one stays.</summary>
    [Fact]
    public void A_torn_note_leaves_the_one_before()
    {
        string path = _folder["dropping"];
        DropMark.Read(path).Write(Note(1, [1]));
        byte[] before = File.ReadAllBytes(path);
        DropMark.Read(path).Write(Note(2, [2]));
        byte[] after = File.ReadAllBytes(path);
        int first = before.AsSpan().CommonPrefixLength(after);
        int last = Enumerable.Range(0, after.Length).Last(at => before[at] != after[at]);
        for (int cut = first; cut <= last; cut++)
        {
            File.WriteAllBytes(path, [.. after[..cut], .. before[cut..]]);
            Assert.Equal(1, DropMark.Read(path).Open!.Own);
        }

        File.WriteAllBytes(path, after);
        Assert.Equal(2, DropMark.Read(path).Open!.Own);
    }

    /// <summary>A crash after the note and before the removal, after the removal, after the record that says it, and before the note ended.</summary>
    [Theory]
    [InlineData("noted")]
    [InlineData("removed")]
    [InlineData("said")]
    [RedTeam("G5", "Kills the agent while it drops payloads, so that nobody counts them", typeof(DropMark))]
    public void A_crash_between_any_two_steps_of_a_drop_leaves_the_figures_exact(string until)
    {
        RecordChain chain = _folder.Open(Quota);
        Dictionary<string, byte[]> before = [];
        while (ChainFolder.All(chain).All(record => record.Link.Type != RecordTypes.Dropped))
        {
            before = _folder.Image();
            ChainFolder.Add(chain, new string('x', 1500));
        }

        // What the last append did, in its order: payload and link of the record; note; removal; the record that says it; end of the note.
        Dictionary<string, byte[]> after = _folder.Image();
        IReadOnlyList<SpooledRecord> all = ChainFolder.All(chain);
        SpooledRecord said = all[^1];
        DropNote note = Gone(all, before.Keys.Except(after.Keys));
        Dictionary<string, byte[]> disk = new(after);
        if (until != "said")
        {
            Cut(disk, after, said);
        }

        foreach (string segment in until == "noted" ? before.Keys.Except(after.Keys) : [])
        {
            disk[segment] = before[segment];
        }

        _folder.Restore(disk);
        DropMark.Read(Path.Combine(_folder.Layout.Chain, "dropping")).Write(note);

        RecordChain again = _folder.Open(Quota);
        ChainFolder.Add(again, "one more");
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(again);
        ChainFolder.AssertChained(pending);
        DroppedRecord[] dropped = [.. pending.Where(record => record.Link.Type == RecordTypes.Dropped).Select(ChainFolder.Payload<DroppedRecord>)];
        Assert.Equal(pending.Count(record => record.Payload is null), Assert.Single(dropped).Counts.Values.Sum());
        Assert.Equal((note.From, note.To), (dropped[0].From, dropped[0].To));
        Assert.Null(again.BegunBecause);
    }

    /// <summary>The link was written alone for want of room, and the crash came before the note.</summary>
    [Fact]
    public void A_link_that_was_written_alone_is_counted_though_the_note_did_not_come()
    {
        RecordChain chain = _folder.Open();
        Directory.Move(_folder.Layout.Spool, _folder["away"]);
        SpooledRecord alone = ChainFolder.Add(chain, "one", EventSeverity.Error);
        Directory.Move(_folder["away"], _folder.Layout.Spool);
        File.Delete(Path.Combine(_folder.Layout.Chain, "dropping"));

        ChainFolder.Add(_folder.Open(), "two");
        DroppedRecord said = ChainFolder.Payload<DroppedRecord>(Assert.Single(ChainFolder.All(_folder.Open()), record => record.Link.Type == RecordTypes.Dropped));
        Assert.Equal((alone.Link.Sequence, alone.Link.Sequence, 1L), (said.From, said.To, said.Counts["error"]));
    }

    private static DropNote Note(long own, int[] segments) => new(
        new ChainEpoch([1, .. new byte[15]]), own, own - 1, own, new Dictionary<EventSeverity, long> { [EventSeverity.Error] = 3, [EventSeverity.Info] = own }, segments);

    private static DropNote Gone(IReadOnlyList<SpooledRecord> all, IEnumerable<string> segments)
    {
        SpooledRecord[] gone = [.. all.Where(record => record.Payload is null)];
        return new DropNote(
            all[^1].Link.Epoch,
            all[^1].Link.Sequence,
            gone[0].Link.Sequence,
            gone[^1].Link.Sequence,
            new Dictionary<EventSeverity, long> { [EventSeverity.Info] = gone.Length },
            [.. segments.Select(path => int.Parse(Path.GetFileName(path)[..10], System.Globalization.CultureInfo.InvariantCulture))]);
    }

    // Takes the newest link off the log, and its head off the marker, as if the append had not begun.
    private static void Cut(Dictionary<string, byte[]> disk, Dictionary<string, byte[]> after, SpooledRecord said)
    {
        string log = after.Keys.Where(file => file.EndsWith(".links", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Last();
        int length = CheckedFrame.HeaderSize + new LoggedLink(said.Link, said.Time, said.Subject).Encode().Length;
        disk[log] = after[log][..^length];
        string marker = after.Keys.Single(file => file.EndsWith("head", StringComparison.Ordinal));
        byte[] head = [.. after[marker]];
        ChainHead before = new(said.Link.Epoch, said.Link.Sequence - 1, said.Link.Previous);
        CheckedFrame.Wrap(ChainHeadCodec.Encode(before)).CopyTo(head, said.Link.Sequence % 2 * 128);
        disk[marker] = head;
    }
}
