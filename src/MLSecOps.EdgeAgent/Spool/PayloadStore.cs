using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Payloads that wait for the hub: append-only segments, each of one severity, so that dropping the oldest and mildest is removing a file.</summary>
internal sealed class PayloadStore
{
    private const string Suffix = ".payloads";
    private const int LeastSegment = 4 << 10;
    private const int MostSegment = 1 << 20;
    private const int MostFile = MostSegment + PayloadFrame.Size + TelemetryJson.MaxBytes;

    private readonly string _folder;
    private readonly long _quota;
    private readonly int _segmentBytes;
    private readonly SortedDictionary<int, PayloadSegment> _segments = [];
    private int _newest;

    /// <param name="folder">Exists.</param>
    /// <param name="quota">Most bytes of all segments.</param>
    public PayloadStore(string folder, long quota)
    {
        _folder = folder;
        _quota = quota;
        _segmentBytes = (int)Math.Clamp(quota / 64, LeastSegment, MostSegment);
    }

    /// <summary>Bytes of all segments.</summary>
    public long Bytes => _segments.Values.Sum(segment => (long)segment.Length);

    /// <summary>Finds what is on disk; segments of which nothing is waited for are removed.</summary>
    /// <param name="gone">Segments that were to go when the agent ended: they are removed.</param>
    /// <param name="isAwaited">Gets each payload in the order of writing; says whether it is waited for.</param>
    public void Load(IReadOnlyCollection<int> gone, Func<PayloadFrame, PayloadPlace, bool> isAwaited)
    {
        byte[]? buffer = null;
        foreach ((int number, string rest) in NumberedFiles.In(_folder))
        {
            if (SeverityOf(rest) is not { } severity)
            {
                continue;
            }

            _newest = number;
            PayloadSegment segment = new(number, severity) { IsClosed = true };
            if (gone.Contains(number))
            {
                NumberedFiles.Remove(PathOf(segment));
                continue;
            }

            _segments[number] = segment;
            Scan(segment, buffer ??= new byte[MostFile], isAwaited);
        }

        foreach (PayloadSegment empty in _segments.Values.Where(segment => segment.Live == 0).ToArray())
        {
            Remove(empty.Number);
        }
    }

    /// <summary>Keeps a payload; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused; nothing is kept.</exception>
    public PayloadPlace Store(EventSeverity severity, PayloadFrame frame, ReadOnlySpan<byte> payload)
    {
        PayloadSegment segment = _segments.Values.LastOrDefault(each => each.Severity == severity && !each.IsClosed) ?? Start(severity);
        try
        {
            DurableFile.Append(PathOf(segment), segment.Length, [.. frame.Encode(), .. payload]);
        }
        catch (IOException)
        {
            segment.IsClosed = true;
            RemoveWhenIdle(segment);
            throw;
        }

        PayloadPlace place = new(segment.Number, segment.Length + PayloadFrame.Size, payload.Length);
        segment.Length += PayloadFrame.Size + payload.Length;
        segment.Live++;
        segment.IsClosed = segment.Length >= _segmentBytes;
        return place;
    }

    /// <summary>Reads a payload; null when it is not there, or not the one whose digest this is.</summary>
    public byte[]? Read(PayloadPlace place, Sha256Digest expected)
    {
        byte[]? payload = _segments.TryGetValue(place.Segment, out PayloadSegment? segment) ? NumberedFiles.ReadPart(PathOf(segment), place.At, place.Length) : null;
        return payload is not null && Sha256Digest.Of(payload) == expected ? payload : null;
    }

    /// <summary>A payload is waited for no more; the last one of a segment takes it along.</summary>
    public void Release(PayloadPlace place)
    {
        if (_segments.TryGetValue(place.Segment, out PayloadSegment? segment))
        {
            segment.Live--;
            RemoveWhenIdle(segment);
        }
    }

    /// <summary>While loading: a payload that was found before is not the one that counts.</summary>
    public void Supersede(PayloadPlace place) => _segments[place.Segment].Live--;

    /// <summary>The segments to drop, so that there is room again below the quota, or as many as go at once: the mildest first, of these the oldest. Empty while the quota holds.</summary>
    public IReadOnlyList<int> FindExcess()
    {
        long bytes = Bytes;
        if (bytes <= _quota)
        {
            return [];
        }

        // Some room beyond what is needed: otherwise each further record would drop a little and say so.
        long wanted = _quota - (_quota / 16);
        List<int> excess = [];
        foreach (PayloadSegment segment in _segments.Values.OrderByDescending(each => each.Severity).ThenBy(each => each.Number)
            .TakeWhile(_ => bytes > wanted).Take(DropNote.MostSegments))
        {
            excess.Add(segment.Number);
            bytes -= segment.Length;
        }

        return excess;
    }

    /// <summary>The oldest segment of the mildest severity that is milder than this one; null when there is none.</summary>
    public int? FindMilder(EventSeverity than) =>
        _segments.Values.Where(segment => segment.Severity > than).OrderByDescending(segment => segment.Severity).ThenBy(segment => segment.Number).FirstOrDefault()?.Number;

    /// <summary>Nothing more is appended to these.</summary>
    public void Close(IEnumerable<int> numbers)
    {
        foreach (int number in numbers)
        {
            _segments[number].IsClosed = true;
        }
    }

    /// <summary>Removes a segment with all that is in it.</summary>
    public void Remove(int number)
    {
        if (_segments.Remove(number, out PayloadSegment? segment))
        {
            NumberedFiles.Remove(PathOf(segment));
        }
    }

    private void RemoveWhenIdle(PayloadSegment segment)
    {
        if (segment.Live == 0)
        {
            Remove(segment.Number);
        }
    }

    private PayloadSegment Start(EventSeverity severity)
    {
        PayloadSegment segment = new(++_newest, severity);
        _segments[segment.Number] = segment;
        return segment;
    }

    private void Scan(PayloadSegment segment, Span<byte> buffer, Func<PayloadFrame, PayloadPlace, bool> isAwaited)
    {
        int length = ReadInto(PathOf(segment), buffer);
        segment.Length = length;
        ReadOnlySpan<byte> rest = buffer[..length];
        while (PayloadFrame.TryRead(rest, out PayloadFrame frame))
        {
            if (isAwaited(frame, new PayloadPlace(segment.Number, length - rest.Length + PayloadFrame.Size, frame.Length)))
            {
                segment.Live++;
            }

            rest = rest[(PayloadFrame.Size + frame.Length)..];
        }
    }

    private static int ReadInto(string path, Span<byte> buffer)
    {
        try
        {
            using FileByteSource source = FileByteSource.Open(path);
            return source.Read(0, buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static EventSeverity? SeverityOf(string rest)
    {
        foreach (EventSeverity severity in Enum.GetValues<EventSeverity>())
        {
            if (rest == NameEnd(severity))
            {
                return severity;
            }
        }

        return null;
    }

    private static string NameEnd(EventSeverity severity) => $"-{SeverityWords.Of(severity)}{Suffix}";

    private string PathOf(PayloadSegment segment) => Path.Combine(_folder, NumberedFiles.Name(segment.Number, NameEnd(segment.Severity)));
}
