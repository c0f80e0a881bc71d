using MLSecOps.Contracts.Varlink;
using MLSecOps.EdgeAgent.Varlink;

namespace MLSecOps.EdgeAgent.Tests.Varlink;

/// <summary>What subscribers are told.</summary>
public sealed class EventFeedTests
{
    private static readonly ListedModel Good = new("vision", "trusted", true, 1, "1.0.0", "sha256:1");
    private readonly EventFeed _feed = new(TimeProvider.System);

    [Fact]
    public async Task A_change_is_told_once_with_what_counts_from_now_on()
    {
        _feed.Look([Good]);
        using EventSubscription subscription = _feed.TrySubscribe()!;
        Assert.Equal(AgentEvents.Subscribed, (await Next(subscription)).Event.Event);
        _feed.Look([Good]);
        _feed.Look([Good with { Verdict = "rejected", Openable = false, Reason = "MODEL_TAMPERED" }]);
        _feed.Look([Good with { Verdict = "rejected", Openable = false, Reason = "MODEL_TAMPERED" }]);
        _feed.Look([Good with { Release = 2, ManifestDigest = "sha256:2" }]);
        _feed.Raise(new FindingEntry("2026-11-26T00:00:00Z", "SEAL_BROKEN", "error", "vision"));
        _feed.Raise(new FindingEntry("2026-11-26T00:00:00Z", "CLOCK", "error"));
        Assert.Equal((AgentEvents.VerdictChanged, 1, "rejected", "MODEL_TAMPERED"), await NextOf(subscription));
        Assert.Equal((AgentEvents.ReleaseChanged, 2, "trusted", null), await NextOf(subscription));
        Assert.Equal((AgentEvents.Finding, 2, null, "SEAL_BROKEN"), await NextOf(subscription));
        Assert.Equal((AgentEvents.Finding, null, null, "CLOCK"), await NextOf(subscription));
    }

    [Fact]
    public async Task One_who_does_not_read_holds_nobody_up_and_is_told_how_much_was_lost()
    {
        using EventSubscription slow = _feed.TrySubscribe()!;
        for (int release = 1; release <= EventSubscription.MaxWaiting + 9; release++)
        {
            _feed.Look([Good with { Release = release }]);
        }

        EventsReply first = await Next(slow);
        Assert.Equal(10, first.Lost);
        Assert.Equal(10, first.Event.Release);
        Assert.Equal(0, (await Next(slow)).Lost);
    }

    [Fact]
    public void Places_are_limited_and_come_back()
    {
        List<EventSubscription> all = [.. Enumerable.Range(0, EventFeed.MaxSubscribers).Select(_ => _feed.TrySubscribe()!)];
        Assert.Null(_feed.TrySubscribe());
        all[3].Dispose();
        Assert.NotNull(_feed.TrySubscribe());
        Assert.Null(_feed.TrySubscribe());
    }

    [Fact]
    public async Task One_who_waits_is_woken()
    {
        using EventSubscription subscription = _feed.TrySubscribe()!;
        await Next(subscription);
        Task<EventsReply> waiting = Next(subscription);
        Assert.False(waiting.IsCompleted);
        _feed.Look([Good]);
        Assert.Equal("vision", (await waiting).Event.Model);
    }

    private static Task<EventsReply> Next(EventSubscription subscription) => subscription.NextAsync(TestContext.Current.CancellationToken);

    private static async Task<(string Event, long? Release, string? Verdict, string? Reason)> NextOf(EventSubscription subscription)
    {
        AgentEvent next = (await Next(subscription)).Event;
        return (next.Event, next.Release, next.Verdict, next.Reason);
    }
}
