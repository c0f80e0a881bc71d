using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>Power cuts and damaged disks: never two different links under one number, nothing lost that lies before the damage, and a new epoch says why (G5, G7).</summary>
public sealed class PowerCutTests : IDisposable
{
    private readonly ChainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A power cut at every byte of what one append writes: payload, then link, then marker.</summary>
    [Fact]
    [RedTeam("G5", "Cuts the power at any byte while a record is written", typeof(RecordChain))]
    public void A_cut_at_any_byte_of_an_append_leaves_the_records_before_it()
    {
        RecordChain chain = _folder.Open();
        SpooledRecord one = ChainFolder.Add(chain, "one");
        Dictionary<string, byte[]> before = _folder.Image();
        ChainFolder.Add(chain, "two");
        Dictionary<string, byte[]> after = _folder.Image();
        Dictionary<string, byte[]> disk = new(before);
        foreach (string file in after.Keys.Where(file => !before.TryGetValue(file, out byte[]? old) || !old.SequenceEqual(after[file])).OrderBy(Order))
        {
            byte[] old = before.GetValueOrDefault(file, []);
            foreach (byte[] torn in Stages(old, after[file]))
            {
                disk[file] = torn;
                _folder.Restore(disk);
                AssertSound(new Dictionary<(ChainEpoch, long), Sha256Digest> { [(one.Link.Epoch, 2)] = one.Link.Head.Digest }, [one]);
            }

            disk[file] = after[file];
        }
    }

    [Fact]
    [RedTeam("G5", "Cuts records off the end of the log, to have others in their place", typeof(RecordChain))]
    public void A_log_cut_at_any_byte_is_never_continued()
    {
        RecordChain chain = _folder.Open();
        List<SpooledRecord> made = [.. Enumerable.Range(0, 3).Select(i => ChainFolder.Add(chain, $"{i}"))];
        Dictionary<(ChainEpoch, long), Sha256Digest> sent = made.ToDictionary(record => (record.Link.Epoch, record.Link.Sequence), record => record.Link.Head.Digest);
        Dictionary<string, byte[]> whole = _folder.Image();
        string log = whole.Keys.Single(file => file.EndsWith(".links", StringComparison.Ordinal));
        for (int length = 0; length < whole[log].Length; length++)
        {
            _folder.Restore(new Dictionary<string, byte[]>(whole) { [log] = whole[log][..length] });
            RecordChain cut = AssertSound(sent, []);
            EpochRecord said = ChainFolder.Payload<EpochRecord>(ChainFolder.All(cut).Last(record => record.Link.Type == RecordTypes.Epoch));
            Assert.Contains(said.Cause, new[] { EpochCauses.Torn, EpochCauses.Lost });

            // The marker outlives the log's end, so the last head is still known.
            Assert.Equal((chain.Head!.Epoch.Hex, chain.Head.Sequence, chain.Head.Digest.Hex), (said.PreviousEpoch, said.PreviousSequence, said.PreviousDigest));
        }
    }

    [Fact]
    public void Anything_behind_the_last_link_is_a_torn_log()
    {
        ChainHead one = ChainFolder.Add(_folder.Open(), "one").Link.Head;
        File.AppendAllText(Assert.Single(_folder.Logs()), "x");
        RecordChain again = _folder.Open();
        Assert.Equal(EpochCauses.Torn, again.BegunBecause);
        EpochRecord said = ChainFolder.Payload<EpochRecord>(ChainFolder.All(again)[^1]);
        Assert.Equal((one.Epoch.Hex, one.Sequence, one.Digest.Hex), (said.PreviousEpoch, said.PreviousSequence, said.PreviousDigest));
        Assert.Equal(3, ChainFolder.All(again).Count);
    }

    [Fact]
    [RedTeam("G5", "Removes records from the middle of the log", typeof(RecordChain))]
    public void A_file_missing_from_the_middle_of_the_log_is_a_torn_log()
    {
        RecordChain chain = _folder.Open();
        while (_folder.Logs().Length < 3)
        {
            ChainFolder.Add(chain, "x");
        }

        File.Delete(_folder.Logs()[1]);
        RecordChain again = _folder.Open();
        Assert.Equal(EpochCauses.Torn, again.BegunBecause);
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(again);
        Assert.Equal(chain.Head!.Digest.Hex, ChainFolder.Payload<EpochRecord>(pending[^1]).PreviousDigest);
        Assert.Equal(chain.Head, pending[^2].Link.Head);
        Assert.Equal(1, pending[0].Link.Sequence);
        Assert.Null(_folder.Open().BegunBecause);
    }

    [Theory]
    [InlineData("log", EpochCauses.Lost)]
    [InlineData("marker", EpochCauses.Torn)]
    [InlineData("log and marker", EpochCauses.Lost)]
    [InlineData("folder", EpochCauses.First)]
    public void What_is_missing_decides_the_cause(string what, string cause)
    {
        RecordChain chain = _folder.Open();
        ChainHead one = ChainFolder.Add(chain, "one").Link.Head;
        chain.Acknowledge(one);
        if (what == "folder")
        {
            Directory.Delete(_folder.Layout.Chain, recursive: true);
        }

        foreach (string path in what == "folder" ? [] : Directory.GetFiles(_folder.Layout.Chain))
        {
            if ((what.Contains("log", StringComparison.Ordinal) && path.EndsWith(".links", StringComparison.Ordinal))
                || (what.Contains("marker", StringComparison.Ordinal) && path.EndsWith("head", StringComparison.Ordinal)))
            {
                File.Delete(path);
            }
        }

        RecordChain again = _folder.Open();
        Assert.Equal(cause, again.BegunBecause);
        EpochRecord said = ChainFolder.Payload<EpochRecord>(ChainFolder.All(again)[^1]);
        Assert.Equal(what == "folder" ? null : one.Digest.Hex, said.PreviousDigest);
        Assert.Null(_folder.Open().BegunBecause);
    }

    /// <summary>Chains with a history, damaged at random places: cut, garbled, zeroed or removed files, several at once.</summary>
    [Fact]
    [RedTeam("G5", "Cuts, garbles, zeroes and removes files of the chain at random", typeof(RecordChain))]
    public void Whatever_is_damaged_the_chain_stays_honest()
    {
        Random random = new(20261125);
        for (int round = 0; round < 200; round++)
        {
            using ChainFolder folder = new();
            Dictionary<(ChainEpoch, long), Sha256Digest> sent = [];
            for (int life = 0; life < 3; life++)
            {
                Live(folder, random, sent);
                Damage(folder, random);
            }

            AssertSound(folder, sent, []);
        }
    }

    private static void Live(ChainFolder folder, Random random, Dictionary<(ChainEpoch, long), Sha256Digest> sent)
    {
        RecordChain chain = folder.Open(64 << 10);
        Remember(chain, sent);
        for (int i = random.Next(12); i > 0; i--)
        {
            ChainFolder.Add(chain, new string('x', random.Next(3000)), (EventSeverity)random.Next(2, 7));
            Remember(chain, sent);
            IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
            if (random.Next(5) == 0)
            {
                chain.Acknowledge(pending[random.Next(pending.Count)].Link.Head);
            }

            if (random.Next(5) == 0)
            {
                chain.Committed(chain.Head!);
            }
        }
    }

    private static void Damage(ChainFolder folder, Random random)
    {
        foreach (string path in new[] { folder.Layout.Chain, folder.Layout.Spool }.SelectMany(Directory.GetFiles).Where(_ => random.Next(3) == 0))
        {
            byte[] bytes = File.ReadAllBytes(path);
            int at = random.Next(bytes.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes = bytes[..at];
                    break;
                case 1:
                    random.NextBytes(bytes.AsSpan(at));
                    break;
                case 2:
                    bytes.AsSpan(at).Clear();
                    break;
                default:
                    byte[] more = new byte[random.Next(400)];
                    random.NextBytes(more);
                    bytes = [.. bytes, .. more];
                    break;
            }

            File.WriteAllBytes(path, bytes);
        }
    }

    private RecordChain AssertSound(Dictionary<(ChainEpoch, long), Sha256Digest> sent, IReadOnlyList<SpooledRecord> kept) => AssertSound(_folder, sent, kept);

    private static RecordChain AssertSound(ChainFolder folder, Dictionary<(ChainEpoch, long), Sha256Digest> sent, IReadOnlyList<SpooledRecord> kept)
    {
        RecordChain chain = folder.Open();
        if (chain.BegunBecause is { } cause)
        {
            SpooledRecord first = ChainFolder.All(chain)[^1];
            Assert.Equal((RecordTypes.Epoch, 1L), (first.Link.Type, first.Link.Sequence));
            Assert.Equal(cause, ChainFolder.Payload<EpochRecord>(first).Cause);
            Assert.DoesNotContain(sent.Keys, known => known.Item1 == first.Link.Epoch);
        }

        Dictionary<(ChainEpoch, long), Sha256Digest> all = new(sent);
        Remember(chain, all);
        SpooledRecord next = ChainFolder.Add(chain, "after the damage");
        Remember(chain, all);
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        ChainFolder.AssertChained(pending);
        Assert.Equal(next.Link, pending[^1].Link);
        Assert.Equal("after the damage"u8, pending[^1].Payload!.Value.Span);
        Assert.All(kept, record => Assert.Contains(pending, each => each.Link == record.Link && each.Payload!.Value.Span.SequenceEqual(record.Payload!.Value.Span)));

        // Nothing is said twice: the next start finds a whole chain.
        RecordChain again = folder.Open();
        Assert.Null(again.BegunBecause);
        Assert.Equal(next.Link.Head, again.Head);
        Assert.Equal("after the damage"u8, ChainFolder.All(again)[^1].Payload!.Value.Span);
        return chain;
    }

    /// <summary>Everything that may have been sent; fails when a number has two links.</summary>
    private static void Remember(RecordChain chain, Dictionary<(ChainEpoch, long), Sha256Digest> sent)
    {
        foreach (SpooledRecord record in ChainFolder.All(chain))
        {
            (ChainEpoch, long) number = (record.Link.Epoch, record.Link.Sequence);
            Assert.Equal(record.Link.Head.Digest, sent.GetValueOrDefault(number, record.Link.Head.Digest));
            sent[number] = record.Link.Head.Digest;
        }
    }

    private static int Order(string file) => file.StartsWith("spool", StringComparison.Ordinal) ? 0 : file.EndsWith(".links", StringComparison.Ordinal) ? 1 : 2;

    // Bytes reach the disk from the front, or the length does first and the rest is zero.
    private static IEnumerable<byte[]> Stages(byte[] before, byte[] after)
    {
        int same = before.AsSpan().CommonPrefixLength(after);
        for (int length = same; length < after.Length; length++)
        {
            yield return before.Length == after.Length ? [.. after[..length], .. before[length..]] : after[..length];
            if (before.Length != after.Length)
            {
                yield return [.. after[..length], .. new byte[after.Length - length]];
            }
        }
    }
}
