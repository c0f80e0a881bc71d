using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What was dropped and is not said yet in a record of its own.</summary>
internal sealed class DropTally
{
    private readonly SortedDictionary<EventSeverity, long> _counts = [];
    private long _from;
    private long _to;

    /// <summary>True when all was said.</summary>
    public bool IsEmpty => _counts.Count == 0;

    /// <summary>The payload of a link of the present epoch is gone.</summary>
    public void Add(EventSeverity severity, long sequence)
    {
        Add(severity);
        Widen(sequence, sequence);
    }

    /// <summary>What an earlier record of the present epoch said.</summary>
    public void Add(DroppedRecord said)
    {
        Widen(said.From, said.To);
        foreach (EventSeverity severity in Enum.GetValues<EventSeverity>())
        {
            if (said.Counts.TryGetValue(SeverityWords.Of(severity), out long count))
            {
                _counts[severity] = _counts.GetValueOrDefault(severity) + count;
            }
        }
    }

    /// <summary>A record is gone that has no number of the present epoch: it could not even be written, or is of an earlier epoch.</summary>
    public void Add(EventSeverity severity) => _counts[severity] = _counts.GetValueOrDefault(severity) + 1;

    /// <summary>What a note of before a crash says.</summary>
    /// <param name="note">The note.</param>
    /// <param name="isPresent">True when its numbers are of the present epoch.</param>
    public void Add(DropNote note, bool isPresent)
    {
        if (isPresent && note.From > 0)
        {
            Widen(note.From, note.To);
        }

        foreach ((EventSeverity severity, long count) in note.Counts)
        {
            _counts[severity] = _counts.GetValueOrDefault(severity) + count;
        }
    }

    /// <summary>As it is to stand on the disk.</summary>
    /// <param name="epoch">The present epoch.</param>
    /// <param name="own">Number that the record will have.</param>
    /// <param name="segments">Segments that go.</param>
    public DropNote ToNote(ChainEpoch epoch, long own, IReadOnlyList<int> segments) => new(epoch, own, _from, _to, new Dictionary<EventSeverity, long>(_counts), segments);

    /// <summary>Numbers of the epoch that ended mean nothing in the next.</summary>
    public void ForgetNumbers() => _from = _to = 0;

    /// <summary>All was said.</summary>
    public void Clear()
    {
        _counts.Clear();
        ForgetNumbers();
    }

    /// <summary>The record that says it.</summary>
    /// <param name="time">The device's clock, RFC 3339 UTC.</param>
    /// <param name="own">Number that the record itself will have: stands in both ends when nothing that is gone has a number.</param>
    public DroppedRecord ToRecord(string time, long own) => new(
        DroppedRecord.SchemaName, time, _from == 0 ? own : _from, _to == 0 ? own : _to, _counts.ToDictionary(row => SeverityWords.Of(row.Key), row => row.Value));

    private void Widen(long from, long to)
    {
        _from = _from == 0 ? from : Math.Min(_from, from);
        _to = Math.Max(_to, to);
    }
}
