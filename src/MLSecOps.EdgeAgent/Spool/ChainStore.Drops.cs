using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Chain;
using MLSecOps.Linux;

namespace MLSecOps.EdgeAgent.Spool;

/// <content>What goes for want of room, and how it is said: exactly once, over any crash.</content>
internal sealed partial class ChainStore
{
    private void SayDropped()
    {
        if (_tally.IsEmpty || Head is null)
        {
            return;
        }

        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(_tally.ToRecord(StatusView.Rfc3339(_time.GetUtcNow()), Head.Sequence + 1), TelemetryJson.Default.DroppedRecord);
        if (_noted != Head.Sequence + 1)
        {
            Note([]);
        }

        try
        {
            Write(RecordTypes.Dropped, EventSeverity.Warning, payload, null, Head, mayDrop: false);
            _tally.Clear();
            Note([]);
        }
        catch (IOException)
        {
            // It is said with the next record.
        }
    }

    // What is to go is noted first: after a crash at any moment it goes all the same, and is said once.
    private void KeepQuota()
    {
        IReadOnlyList<int> excess = _payloads.FindExcess();
        if (excess.Count > 0)
        {
            _payloads.Close(excess);
            Forget(excess);
            Note(excess);
            foreach (int segment in excess)
            {
                _payloads.Remove(segment);
            }

            SayDropped();
        }
    }

    private void Note(IReadOnlyList<int> segments)
    {
        if (Head is not null)
        {
            _noted = Head.Sequence + 1;
            _dropped.Write(_tally.IsEmpty ? null : _tally.ToNote(Head.Epoch, _noted, segments));
        }
    }

    // A crash between a drop and the record that says it: what was noted and not said is said with the next record.
    private void TakeUpDrops()
    {
        DropNote? note = _dropped.Open;
        bool isPresent = note?.Epoch == Head?.Epoch;
        if (note is not null && !WasSaid(note))
        {
            _tally.Add(note, isPresent);
        }

        // The link was written alone for want of room, and the crash came before the note.
        long last = _index.End - 1;
        if (last >= _index.First && _index[last] is { IsAcknowledged: false, Payload.IsNowhere: true } link && !(isPresent && note!.To >= Head!.Sequence))
        {
            _tally.Add(link.Severity, Head!.Sequence);
        }

        Note([]);
    }

    private bool WasSaid(DropNote note) => note.Own <= _index.LastNumber(note.Epoch)
        && (_index.Find(note.Epoch, note.Own) is not { } position || _log.Read(_index[position].Place) is { Link.Type: RecordTypes.Dropped });

    // On a full disk milder payloads make room; a disk that fails otherwise costs nothing that is there.
    private bool TryMakeRoom(IOException refused, EventSeverity severity)
    {
        if (refused is not SystemCallException { IsOutOfSpace: true } || _payloads.FindMilder(severity) is not { } milder)
        {
            return false;
        }

        Forget([milder]);
        Note([milder]);
        _payloads.Remove(milder);
        return true;
    }

    private void Forget(IReadOnlyCollection<int> segments)
    {
        for (long position = _index.First; position < _index.End; position++)
        {
            if (segments.Contains(_index[position].Payload.Segment))
            {
                Forget(position);
            }
        }
    }

    private void Forget(long position)
    {
        IndexedLink link = _index[position];
        (ChainEpoch epoch, long sequence) = _index.NumberOf(position);
        if (Head is not null && epoch == Head.Epoch)
        {
            Fold(link);
            _tally.Add(link.Severity, sequence);
        }
        else
        {
            _tally.Add(link.Severity);
        }

        _index[position] = link with { Payload = default };
    }

    // What an earlier record said of drops is said again, since now that record goes too.
    private void Fold(IndexedLink link)
    {
        if (link.Severity == EventSeverity.Warning
            && _log.Read(link.Place) is { Link: { Type: RecordTypes.Dropped } said }
            && _payloads.Read(link.Payload, said.Payload) is { } payload
            && TelemetryJson.TryRead(payload, TelemetryJson.Default.DroppedRecord, out DroppedRecord? earlier))
        {
            _tally.Add(earlier);
        }
    }
}
