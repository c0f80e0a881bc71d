namespace MLSecOps.Hub.Ingest;

/// <summary>Wills that came and do not count yet: a device that is back within the grace was never gone. The embedded broker sends wills at once, Mosquitto after their delay; so the grace is the hub's.</summary>
internal sealed class PendingDeaths(TimeSpan grace)
{
    private readonly Dictionary<string, (long BdSeq, DateTimeOffset Due)> _pending = new(StringComparer.Ordinal);

    /// <summary>A will came. Of several of one device the one of the latest connection counts.</summary>
    public void Add(string ueid, long bdSeq, DateTimeOffset now)
    {
        if (!_pending.TryGetValue(ueid, out (long BdSeq, DateTimeOffset Due) known) || known.BdSeq <= bdSeq)
        {
            _pending[ueid] = (bdSeq, now + grace);
        }
    }

    /// <summary>Those whose grace is over.</summary>
    public IReadOnlyList<(string Ueid, long BdSeq)> Due(DateTimeOffset now) => [.. _pending.Where(each => each.Value.Due <= now).Select(each => (each.Key, each.Value.BdSeq))];

    /// <summary>It is in the database, or means nothing any more.</summary>
    public void Forget(string ueid) => _pending.Remove(ueid);
}
