using MLSecOps.Contracts.Varlink;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>What one subscriber has not read yet. Bounded: of a subscriber who is slow the oldest events are dropped, and counted.</summary>
/// <param name="ended">Gives the place free.</param>
internal sealed class EventSubscription(Action<EventSubscription> ended) : IDisposable
{
    /// <summary>Most events that wait for one subscriber.</summary>
    public const int MaxWaiting = 64;

    private readonly Lock _gate = new();
    private readonly Queue<AgentEvent> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private long _lost;

    /// <summary>Adds an event; never waits.</summary>
    public void Offer(AgentEvent happened)
    {
        lock (_gate)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _waiting.Dequeue();
                _lost++;
            }

            _waiting.Enqueue(happened);
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }
    }

    /// <summary>The next event, with how many before it were dropped. For one reader.</summary>
    public async Task<EventsReply> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.TryDequeue(out AgentEvent? next))
                {
                    EventsReply reply = new(next, _lost);
                    _lost = 0;
                    return reply;
                }
            }

            await _arrived.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => ended(this);
}
