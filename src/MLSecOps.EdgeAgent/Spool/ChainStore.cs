using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The chain on the disk, for one thread at a time.</summary>
/// <remarks>Order of writing, so that a power cut at any byte leaves no two links under one number: payload, link, marker; each on the disk before the next, and all before anybody gets the record. Of payloads that go: the note of it, the removal, the record that says it, the end of the note.</remarks>
internal sealed partial class ChainStore
{
    private readonly TimeProvider _time;
    private readonly Func<ChainEpoch> _newEpoch;
    private readonly AcknowledgedHeads _acknowledged;
    private readonly ChainIndex _index = new();
    private readonly DropTally _tally = new();
    private readonly DropMark _dropped;
    private readonly HeadMarker _marker;
    private readonly LinkLog _log;
    private readonly PayloadStore _payloads;
    private List<SpooledRecord> _made = [];
    private EpochStart? _due;
    private long _committed = -1;
    private long _noted;

    /// <summary>Reads what is there; a new epoch that is due begins with <see cref="TryBeginEpoch"/>.</summary>
    /// <exception cref="IOException">A folder cannot be listed.</exception>
    public ChainStore(StoreLayout layout, long quotaBytes, TimeProvider time, Func<ChainEpoch> newEpoch)
    {
        _time = time;
        _newEpoch = newEpoch;
        _log = LinkLog.Open(layout.Chain, (link, place) => _index.Add(link.Link, place));
        _marker = HeadMarker.Open(Path.Combine(layout.Chain, "head"));
        _acknowledged = AcknowledgedHeads.Open(Path.Combine(layout.Chain, "acknowledged"));
        foreach (ChainHead head in _acknowledged.All)
        {
            _index.Acknowledge(head.Epoch, head.Sequence);
        }

        _payloads = new PayloadStore(layout.Spool, quotaBytes);
        _dropped = DropMark.Read(Path.Combine(layout.Chain, "dropping"));
        _payloads.Load(_dropped.Open?.Segments ?? [], Attach);
        Head = _log.Last?.Head;
        TakeUpDrops();
        _due = EpochStart.Judge(_log, _marker, _acknowledged.All, epoch => _index.Epochs.Contains(epoch));
    }

    /// <summary>The last link; null before the first epoch.</summary>
    public ChainHead? Head { get; private set; }

    /// <summary>Why the present epoch began, when it began here.</summary>
    public string? BegunBecause { get; private set; }

    /// <summary>True when a hub has acknowledged anything of this chain.</summary>
    public bool IsKnownToHub => _acknowledged.All.Count > 0;

    /// <summary>Begins another epoch.</summary>
    public void BeginAnew(string cause)
    {
        _due ??= new EpochStart(cause, Head);
        TryBeginEpoch();
    }

    /// <summary>The records that were made since the last call.</summary>
    public List<SpooledRecord> TakeMade()
    {
        List<SpooledRecord> made = _made;
        _made = [];
        return made;
    }

    /// <summary>Adds a record.</summary>
    public AppendAttempt Append(string type, EventSeverity severity, ReadOnlyMemory<byte> payload, string? subject)
    {
        EventSeverity counted = severity > EventSeverity.Info ? EventSeverity.Info : severity;
        while (true)
        {
            try
            {
                BeginEpoch();
                SayDropped();
                SpooledRecord record = Write(type, counted, payload, subject, Head, mayDrop: true);
                KeepQuota();
                return new AppendAttempt.Appended(record);
            }
            catch (IOException refused)
            {
                if (!TryMakeRoom(refused, counted))
                {
                    _tally.Add(counted);
                    Note([]);
                    return new AppendAttempt.Refused(refused);
                }
            }
        }
    }

    /// <summary>Records that are not acknowledged, after a position.</summary>
    public List<SpooledRecord> Pending(long after, int most)
    {
        List<SpooledRecord> records = [];
        for (long position = Math.Max(after + 1, _index.First); position < _index.End && records.Count < most; position++)
        {
            if (!_index[position].IsAcknowledged && _log.Read(_index[position].Place) is { } link)
            {
                records.Add(new SpooledRecord(position, link.Link, link.Time, link.Subject, ReadPayload(position, link.Link)));
            }
        }

        return records;
    }

    /// <summary>Takes an acknowledgement.</summary>
    public AcknowledgementOutcome Acknowledge(ChainHead head)
    {
        AcknowledgementOutcome outcome = Judge(head);
        if (outcome == AcknowledgementOutcome.UnknownHead)
        {
            _due ??= new EpochStart(EpochCauses.UnknownHead, Head);
            TryBeginEpoch();
        }

        return outcome == AcknowledgementOutcome.Accepted ? Accept(head) : outcome;
    }

    /// <summary>Evidence commits to this head.</summary>
    public void Committed(ChainHead head)
    {
        _committed = Math.Max(_committed, _index.Find(head.Epoch, head.Sequence) ?? -1);
        Compact();
    }

    /// <summary>Begins the epoch that is due; when the disk refuses, it stays due.</summary>
    public void TryBeginEpoch()
    {
        try
        {
            BeginEpoch();
        }
        catch (IOException)
        {
        }
    }

    private bool Attach(PayloadFrame frame, PayloadPlace place)
    {
        if (_index.Find(frame.Epoch, frame.Sequence) is not { } position || _index[position].IsAcknowledged)
        {
            return false;
        }

        // A payload whose link failed is followed by one with the same number: the later one counts.
        IndexedLink link = _index[position];
        if (!link.Payload.IsNowhere)
        {
            _payloads.Supersede(link.Payload);
        }

        _index[position] = link with { Payload = place };
        return true;
    }

    private AcknowledgementOutcome Judge(ChainHead head)
    {
        bool isPresent = Head is not null && head.Epoch == Head.Epoch;
        long last = _index.LastNumber(head.Epoch);
        if (last == 0)
        {
            return AcknowledgementOutcome.Foreign;
        }

        // Of an epoch that was abandoned, the hub may well know more than what the damage left here.
        bool differs = head.Sequence > last ? isPresent : IsAnother(head);
        if (differs)
        {
            return isPresent ? AcknowledgementOutcome.UnknownHead : AcknowledgementOutcome.Foreign;
        }

        return head.Sequence <= _acknowledged.NumberOf(head.Epoch)
            ? AcknowledgementOutcome.Repeated
            : AcknowledgementOutcome.Accepted;
    }

    private bool IsAnother(ChainHead head) =>
        _index.Find(head.Epoch, head.Sequence) is { } position && _log.Read(_index[position].Place) is { } link && link.Link.Head != head;

    private AcknowledgementOutcome Accept(ChainHead head)
    {
        if (!_acknowledged.TryKeep(head, _index.Epochs))
        {
            return AcknowledgementOutcome.NotKept;
        }

        foreach (PayloadPlace freed in _index.Acknowledge(head.Epoch, head.Sequence))
        {
            _payloads.Release(freed);
        }

        Compact();
        return AcknowledgementOutcome.Accepted;
    }

    private ReadOnlyMemory<byte>? ReadPayload(long position, ChainLink link)
    {
        PayloadPlace place = _index[position].Payload;
        byte[]? payload = place.IsNowhere ? null : _payloads.Read(place, link.Payload);
        if (payload is null && !place.IsNowhere)
        {
            // Damaged on the disk: as good as dropped.
            Forget(position);
            Note([]);
            _payloads.Release(place);
        }

        // An array that is null would become an empty payload.
        return payload is null ? (ReadOnlyMemory<byte>?)null : payload;
    }

    private void BeginEpoch()
    {
        if (_due is not { } start)
        {
            return;
        }

        EpochRecord record = new(
            EpochRecord.SchemaName, StatusView.Rfc3339(_time.GetUtcNow()), start.Cause, start.Previous?.Epoch.Hex, start.Previous?.Sequence, start.Previous?.Digest.Hex);
        _log.StartFile();
        _tally.ForgetNumbers();
        EventSeverity severity = start.Cause == EpochCauses.First ? EventSeverity.Notice : EventSeverity.Warning;
        Write(RecordTypes.Epoch, severity, JsonSerializer.SerializeToUtf8Bytes(record, TelemetryJson.Default.EpochRecord), null, null, mayDrop: true);
        _due = null;
        BegunBecause = start.Cause;
    }

    private SpooledRecord Write(string type, EventSeverity severity, ReadOnlyMemory<byte> payload, string? subject, ChainHead? after, bool mayDrop)
    {
        string word = SeverityWords.Of(severity);
        Sha256Digest digest = Sha256Digest.Of(payload.Span);
        ChainLink link = after is null ? ChainLink.First(_newEpoch(), type, word, digest) : ChainLink.After(after, type, word, digest);
        PayloadPlace kept = Keep(link, severity, payload.Span, mayDrop);
        LoggedLink logged = new(link, DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds()), subject);
        LinkPlace? place = null;
        try
        {
            place = _log.Append(logged);
            if (after is null)
            {
                _marker.Begin(link.Head);
            }
            else
            {
                _marker.Advance(link.Head);
            }
        }
        catch (IOException)
        {
            if (!_log.Undo(place))
            {
                _due ??= new EpochStart(EpochCauses.Torn, Head);
            }

            _payloads.Release(kept);
            throw;
        }

        long position = _index.Add(link, place.Value);
        _index[position] = _index[position] with { Payload = kept };
        Head = link.Head;
        if (kept.IsNowhere)
        {
            _tally.Add(severity, link.Sequence);
            Note([]);
        }

        SpooledRecord record = new(position, link, logged.Time, subject, kept.IsNowhere ? (ReadOnlyMemory<byte>?)null : payload);
        _made.Add(record);
        return record;
    }

    // Where there is no room for the payload, the link is kept alone.
    private PayloadPlace Keep(ChainLink link, EventSeverity severity, ReadOnlySpan<byte> payload, bool mayDrop)
    {
        PayloadFrame frame = new(payload.Length, link.Epoch, link.Sequence);
        while (true)
        {
            try
            {
                return _payloads.Store(severity, frame, payload);
            }
            catch (IOException refused) when (mayDrop)
            {
                if (!TryMakeRoom(refused, severity))
                {
                    return default;
                }
            }
        }
    }

    private void Compact()
    {
        long kept = _index.First;
        while (kept < _index.End - 1 && kept <= _committed && _index[kept].IsAcknowledged)
        {
            kept++;
        }

        if (kept == _index.First)
        {
            return;
        }

        int file = _index[kept].Place.File;
        _log.RemoveBefore(file);
        int gone = 0;
        while (_index[_index.First + gone].Place.File < file)
        {
            gone++;
        }

        _index.RemoveFirst(gone);
    }
}
