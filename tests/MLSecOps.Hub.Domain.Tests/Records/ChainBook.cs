using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests.Records;

/// <summary>A hub that does nothing but keep records and ask the rule: the first record in a place stays.</summary>
internal sealed class ChainBook
{
    private readonly Dictionary<(string, long), StoredRecord> _records = [];
    private readonly HashSet<ChainPosition> _all = [];

    public DeviceState State { get; set; } = new(Some.Ueid);

    public List<ChainStep> Steps { get; } = [];

    public IEnumerable<ChainStepKind> Kinds => Steps.Select(step => step.Kind);

    public StoredRecord? Find(string epoch, long sequence) => _records.GetValueOrDefault((epoch, sequence));

    public bool Has(ChainPosition place) => _all.Contains(place);

    public ChainStep Take(StoredRecord record)
    {
        _all.Add(Some.Position(record));
        RecordInsertion insertion = RecordInsertion.Inserted;
        if (!_records.TryAdd((record.Epoch, record.Sequence), record))
        {
            insertion = _records[(record.Epoch, record.Sequence)].Link == record.Link ? RecordInsertion.Duplicate : RecordInsertion.Fork;
        }

        ChainStep step = Continuity.Take(State, record, insertion, Find, Has);
        State = step.State;
        Steps.Add(step);
        return step;
    }

    public ChainBook TakeAll(params IEnumerable<StoredRecord> records)
    {
        foreach (StoredRecord record in records)
        {
            Take(record);
        }

        return this;
    }
}
