using MLSecOps.Contracts.Journal;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The links that the log holds, in order. Positions count all links of all epochs since the chain was opened; they rise and are never given twice.</summary>
internal sealed class ChainIndex
{
    private readonly List<IndexedLink> _links = [];
    private readonly List<Run> _runs = [];

    /// <summary>Position of the first link that is kept.</summary>
    public long First { get; private set; }

    /// <summary>Position after the last.</summary>
    public long End => First + _links.Count;

    /// <summary>The link at a position from <see cref="First"/> to before <see cref="End"/>.</summary>
    public IndexedLink this[long position]
    {
        get => _links[(int)(position - First)];
        set => _links[(int)(position - First)] = value;
    }

    /// <summary>The epochs of which there are links, oldest first.</summary>
    public IEnumerable<ChainEpoch> Epochs => _runs.Select(run => run.Epoch).Distinct();

    /// <summary>Adds the next link.</summary>
    /// <returns>Its position.</returns>
    public long Add(ChainLink link, LinkPlace place)
    {
        long position = End;
        Run? last = _runs.Count == 0 ? null : _runs[^1];
        if (last is null || last.Epoch != link.Epoch || last.NumberAt(position) != link.Sequence)
        {
            _runs.Add(new Run(link.Epoch, link.Sequence, position));
        }

        _links.Add(new IndexedLink(place, default, Severity(link.Severity), false));
        return position;
    }

    /// <summary>Where the link of that number is; null when it is not kept.</summary>
    public long? Find(ChainEpoch epoch, long sequence)
    {
        for (int i = _runs.Count - 1; i >= 0; i--)
        {
            Run run = _runs[i];
            long position = run.Position + sequence - run.Sequence;
            if (run.Epoch == epoch && position >= Math.Max(run.Position, First) && position < EndOf(i))
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>Greatest number of an epoch that is or was kept; 0 when there is none.</summary>
    public long LastNumber(ChainEpoch epoch)
    {
        int at = _runs.FindLastIndex(run => run.Epoch == epoch);
        return at < 0 ? 0 : _runs[at].NumberAt(EndOf(at) - 1);
    }

    /// <summary>The number that a link has in its epoch.</summary>
    public (ChainEpoch Epoch, long Sequence) NumberOf(long position)
    {
        Run run = _runs.FindLast(each => each.Position <= position)!;
        return (run.Epoch, run.NumberAt(position));
    }

    /// <summary>Marks all links of an epoch up to a number; gives the payloads that are waited for no more.</summary>
    public List<PayloadPlace> Acknowledge(ChainEpoch epoch, long sequence)
    {
        List<PayloadPlace> freed = [];
        for (int i = 0; i < _runs.Count; i++)
        {
            if (_runs[i].Epoch != epoch)
            {
                continue;
            }

            for (long position = Math.Max(_runs[i].Position, First); position < EndOf(i) && _runs[i].NumberAt(position) <= sequence; position++)
            {
                IndexedLink link = this[position];
                if (!link.Payload.IsNowhere)
                {
                    freed.Add(link.Payload);
                }

                this[position] = link with { Payload = default, IsAcknowledged = true };
            }
        }

        return freed;
    }

    /// <summary>Forgets the first links.</summary>
    public void RemoveFirst(int count)
    {
        _links.RemoveRange(0, count);
        First += count;
        while (_runs.Count > 1 && _runs[1].Position <= First)
        {
            _runs.RemoveAt(0);
        }
    }

    private static EventSeverity Severity(string word) => Enum.GetValues<EventSeverity>().First(severity => SeverityWords.Of(severity) == word);

    private long EndOf(int run) => run + 1 < _runs.Count ? _runs[run + 1].Position : End;

    /// <summary>Links of one epoch with numbers that rise by one.</summary>
    private sealed record Run(ChainEpoch Epoch, long Sequence, long Position)
    {
        public long NumberAt(long position) => Sequence + position - Position;
    }
}
