using MLSecOps.Contracts.Varlink;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>Tells subscribers what happens to models: it compares what is now with what was told last.</summary>
internal sealed class EventFeed(TimeProvider time)
{
    /// <summary>Most subscribers at once: each keeps a connection, and calls must always find one.</summary>
    public const int MaxSubscribers = 8;

    private readonly Lock _gate = new();
    private readonly List<EventSubscription> _subscribers = [];
    private readonly Dictionary<string, ListedModel> _told = new(StringComparer.Ordinal);

    /// <summary>A new subscription, which begins with an event that says so; null when all places are taken.</summary>
    public EventSubscription? TrySubscribe()
    {
        lock (_gate)
        {
            if (_subscribers.Count == MaxSubscribers)
            {
                return null;
            }

            EventSubscription subscription = new(End);
            subscription.Offer(new AgentEvent(Now(), AgentEvents.Subscribed));
            _subscribers.Add(subscription);
            return subscription;
        }
    }

    /// <summary>Tells what changed.</summary>
    /// <param name="models">All models as they are now.</param>
    public void Look(IReadOnlyList<ListedModel> models)
    {
        lock (_gate)
        {
            foreach (ListedModel model in models)
            {
                ListedModel before = _told.GetValueOrDefault(model.Model) ?? new ListedModel(model.Model, model.Verdict, false);
                _told[model.Model] = model;
                string? word = model.ManifestDigest != before.ManifestDigest || model.Release != before.Release ? AgentEvents.ReleaseChanged
                    : model.Verdict != before.Verdict || model.Reason != before.Reason || model.Openable != before.Openable ? AgentEvents.VerdictChanged
                    : null;
                if (word is not null)
                {
                    Tell(new AgentEvent(Now(), word, model.Model, model.Release, model.Verdict, model.Reason));
                }
            }
        }
    }

    /// <summary>Tells a finding.</summary>
    public void Raise(FindingEntry finding)
    {
        lock (_gate)
        {
            long? release = finding.Model is null ? null : _told.GetValueOrDefault(finding.Model)?.Release;
            Tell(new AgentEvent(finding.Time, AgentEvents.Finding, finding.Model, release, null, finding.Reason));
        }
    }

    private void Tell(AgentEvent happened) => _subscribers.ForEach(subscriber => subscriber.Offer(happened));

    private void End(EventSubscription subscription)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscription);
        }
    }

    private string Now() => StatusView.Rfc3339(time.GetUtcNow());
}
