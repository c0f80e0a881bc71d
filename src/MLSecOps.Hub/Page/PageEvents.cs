using System.Threading.Channels;

namespace MLSecOps.Hub.Page;

/// <summary>Tells open pages that there is something new. It carries a number and no data: whoever hears it asks again and is answered as anybody is.</summary>
/// <remarks>Safe on any thread. <see cref="Publish"/> never waits: a listener that is slow misses numbers, never the newest one.</remarks>
public sealed class PageEvents
{
    /// <summary>Most listeners; beyond them a page asks by itself.</summary>
    public const int MaxListeners = 64;

    private readonly Lock _gate = new();
    private readonly HashSet<Channel<long>> _listeners = [];
    private long _version;

    /// <summary>The number of the newest change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Something was committed.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            long version = Interlocked.Increment(ref _version);
            foreach (Channel<long> listener in _listeners)
            {
                listener.Writer.TryWrite(version);
            }
        }
    }

    /// <summary>Begins to listen; null when there are too many listeners.</summary>
    internal Listener? Listen()
    {
        lock (_gate)
        {
            if (_listeners.Count >= MaxListeners)
            {
                return null;
            }

            Channel<long> channel = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
            _listeners.Add(channel);
            return new Listener(this, channel);
        }
    }

    private void Forget(Channel<long> channel)
    {
        lock (_gate)
        {
            _listeners.Remove(channel);
        }
    }

    /// <summary>One page that listens, until it is disposed.</summary>
    internal sealed class Listener(PageEvents events, Channel<long> channel) : IDisposable
    {
        public ChannelReader<long> Numbers => channel.Reader;

        public void Dispose() => events.Forget(channel);
    }
}
