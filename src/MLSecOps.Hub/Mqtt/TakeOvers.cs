namespace MLSecOps.Hub.Mqtt;

/// <summary>Counts how often connections of one device take its session from each other. May be used by several threads.</summary>
/// <remarks>
/// A device whose connection died unnoticed takes its own session over when it comes back: it notices that by its keep-alive, so that it happens
/// every half minute at most. Two live copies do it as fast as they may reconnect, which at first is within a second or two.
/// </remarks>
internal sealed class TakeOvers(TimeProvider time)
{
    /// <summary>So many within <see cref="Window"/> are those of two copies.</summary>
    public const int Many = 4;

    private const int MostDevices = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<long>> _of = new(StringComparer.Ordinal);

    /// <summary>In which time.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(1);

    /// <summary>One more; true when they are many, and then it is counted anew.</summary>
    public bool Add(string ueid)
    {
        lock (_gate)
        {
            if (_of.Count >= MostDevices)
            {
                _of.Clear();
            }

            Queue<long> times = _of.TryGetValue(ueid, out Queue<long>? known) ? known : _of[ueid] = new Queue<long>();
            while (times.TryPeek(out long oldest) && time.GetElapsedTime(oldest) > Window)
            {
                times.Dequeue();
            }

            times.Enqueue(time.GetTimestamp());
            if (times.Count < Many)
            {
                return false;
            }

            _of.Remove(ueid);
            return true;
        }
    }
}
