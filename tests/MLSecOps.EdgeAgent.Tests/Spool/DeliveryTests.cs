using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>The store against a hub that keeps each record once: whatever is lost on the way, killed or dropped, in the end the hub has every link once, in order, and knows exactly what was dropped.</summary>
public sealed class DeliveryTests
{
    private const long Quota = 96 << 10;
    private const int Lives = 6;

    [Fact]
    public void Whatever_is_lost_killed_or_dropped_every_link_arrives_once_and_the_drops_are_told_exactly()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            Random random = new(20261126 + seed);
            using ChainFolder folder = new();
            HubModel hub = new();
            HashSet<Sha256Digest> made = [];
            SortedDictionary<long, string> dropped = [];
            for (int life = 0; life < Lives; life++)
            {
                Live(folder, random, hub, made, dropped);
            }

            RecordChain last = folder.Open(Quota);
            ChainFolder.Add(last, "the last word");
            for (int round = 0; round < 3; round++)
            {
                hub.Take(Waiting(last, dropped));
                Assert.All(hub.Heads, head => last.Acknowledge(head));
            }

            Assert.True(ChainFolder.All(last).Count == 0, $"seed {seed}: something waits that the hub has");
            hub.AssertWhole(made, dropped, seed);
        }
    }

    // One life of the agent, ended by a kill: nothing in memory survives, and no farewell is said.
    private static void Live(ChainFolder folder, Random random, HubModel hub, HashSet<Sha256Digest> made, SortedDictionary<long, string> dropped)
    {
        RecordChain chain = folder.Open(Quota);
        Assert.True(chain.BegunBecause is null or EpochCauses.First, chain.BegunBecause);
        chain.Appended += record => made.Add(record.Link.Head.Digest);
        made.UnionWith(ChainFolder.All(chain).Select(record => record.Link.Head.Digest));
        bool online = random.Next(3) == 0;
        for (int step = random.Next(10, 90); step > 0; step--)
        {
            ChainFolder.Add(chain, new string((char)('a' + random.Next(26)), random.Next(1, 4000)), (EventSeverity)random.Next(2, 7));
            if (!online || random.Next(4) != 0)
            {
                continue;
            }

            // Some of what waits, from the first on, arrives; the answer may get lost.
            IReadOnlyList<SpooledRecord> pending = Waiting(chain, dropped);
            hub.Take(pending.Take(random.Next(pending.Count + 1)));
            foreach (ChainHead head in hub.Heads.Where(_ => random.Next(3) != 0))
            {
                Assert.NotEqual(AcknowledgementOutcome.UnknownHead, chain.Acknowledge(head));
            }

            // Evidence commits to what the chain has; its appraisal says that the hub knows the head.
            if (random.Next(3) == 0 && chain.Head is { } committed && hub.Has(committed))
            {
                chain.Committed(committed);
            }
        }

        Waiting(chain, dropped);
    }

    // What waits, and with it what the device has dropped so far: the truth that the drop records are held against.
    private static IReadOnlyList<SpooledRecord> Waiting(RecordChain chain, SortedDictionary<long, string> dropped)
    {
        IReadOnlyList<SpooledRecord> pending = ChainFolder.All(chain);
        foreach (SpooledRecord gone in pending.Where(record => record.Payload is null))
        {
            dropped[gone.Link.Sequence] = gone.Link.Severity;
        }

        return pending;
    }

    /// <summary>By the design's words and nothing of the hub's code: a record in a place once, acknowledged as far as nothing is missing.</summary>
    private sealed class HubModel
    {
        private readonly Dictionary<ChainEpoch, SortedDictionary<long, SpooledRecord>> _records = [];

        /// <summary>For each epoch the last record up to which nothing is missing.</summary>
        public IEnumerable<ChainHead> Heads => _records.Values
            .Select(epoch => epoch.Values.TakeWhile((record, i) => record.Link.Sequence == i + 1).LastOrDefault()?.Link.Head).OfType<ChainHead>();

        public bool Has(ChainHead head) => _records.GetValueOrDefault(head.Epoch)?.GetValueOrDefault(head.Sequence)?.Link.Head == head;

        public void Take(IEnumerable<SpooledRecord> sent)
        {
            foreach (SpooledRecord record in sent)
            {
                SortedDictionary<long, SpooledRecord> epoch = _records.TryGetValue(record.Link.Epoch, out SortedDictionary<long, SpooledRecord>? known) ? known : _records[record.Link.Epoch] = [];
                if (!epoch.TryAdd(record.Link.Sequence, record))
                {
                    Assert.Equal(epoch[record.Link.Sequence].Link, record.Link);
                }
            }
        }

        public void AssertWhole(HashSet<Sha256Digest> made, SortedDictionary<long, string> dropped, int seed)
        {
            SortedDictionary<long, SpooledRecord> epoch = Assert.Single(_records).Value;
            Assert.Equal(Enumerable.Range(1, epoch.Count).Select(number => (long)number), epoch.Keys);
            Assert.All(epoch.Values.Skip(1), record => Assert.True(record.Link.Follows(epoch[record.Link.Sequence - 1].Link.Head)));
            Assert.Empty(made.Except(epoch.Values.Select(record => record.Link.Head.Digest)));

            // The hub may have got a payload before it was dropped; a drop record that was dropped itself is said again by a later one.
            Assert.All(epoch.Values.Where(record => record.Payload is null), record => Assert.True(dropped.ContainsKey(record.Link.Sequence)));
            DroppedRecord[] said = [.. epoch.Values
                .Where(record => record is { Link.Type: RecordTypes.Dropped, Payload: not null } && !dropped.ContainsKey(record.Link.Sequence)).Select(ChainFolder.Payload<DroppedRecord>)];
            foreach (IGrouping<string, string> severity in dropped.Values.GroupBy(each => each))
            {
                Assert.True(severity.Count() == said.Sum(record => record.Counts.GetValueOrDefault(severity.Key)), $"seed {seed}: {severity.Count()} of {severity.Key} are gone");
            }

            Assert.All(dropped.Keys, number => Assert.Contains(said, each => each.From <= number && number <= each.To));
            Assert.All(said, each => Assert.True(dropped.ContainsKey(each.From) && dropped.ContainsKey(each.To)));
        }
    }
}
