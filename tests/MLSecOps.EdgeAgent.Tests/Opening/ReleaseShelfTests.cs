using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.Linux.Memory;

namespace MLSecOps.EdgeAgent.Tests.Opening;

/// <summary>What is kept for the next one who opens, and for how long.</summary>
public sealed class ReleaseShelfTests
{
    private readonly Clock _clock = new();
    private readonly ManualResetEventSlim _gate = new(true);
    private int _made;
    private TimeSpan _patience = TimeSpan.FromMinutes(10);
    private long _most = 1000;

    [Fact]
    public async Task Those_who_ask_at_once_wait_for_one_making()
    {
        using ReleaseShelf shelf = Make();
        _gate.Reset();
        Task<(IReadOnlyList<OpenFile> Files, SealingOutcome? Refused)>[] asked = [.. Enumerable.Range(0, 10).Select(_ => shelf.OpenAsync("a", Release(1), Cancel))];
        _gate.Set();
        foreach (Task<(IReadOnlyList<OpenFile> Files, SealingOutcome? Refused)> task in asked)
        {
            Close((await task).Files);
        }

        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        Assert.Equal(1, _made);
        Assert.Equal(100, shelf.KeptBytes);
    }

    [Fact]
    public async Task One_who_goes_away_does_not_stop_the_making_for_others_and_leaves_nothing_behind()
    {
        using ReleaseShelf shelf = Make();
        _patience = TimeSpan.Zero;
        _gate.Reset();
        using CancellationTokenSource leaves = new();
        Task gone = shelf.OpenAsync("a", Release(1), leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Task<(IReadOnlyList<OpenFile> Files, SealingOutcome? Refused)> stays = shelf.OpenAsync("a", Release(1), Cancel);
        _gate.Set();
        Close((await stays).Files);
        Assert.Equal(1, _made);
        Assert.Equal(0, shelf.KeptBytes);
    }

    [Fact]
    public async Task What_nobody_opens_again_is_given_up_after_a_while()
    {
        using ReleaseShelf shelf = Make();
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(100, shelf.KeptBytes);
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, shelf.KeptBytes);
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task Beyond_the_memory_that_it_may_take_the_least_used_goes_first()
    {
        _most = 250;
        using ReleaseShelf shelf = Make();
        foreach (string model in new[] { "a", "b", "a", "c" })
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Close((await shelf.OpenAsync(model, Release(1), Cancel)).Files);
        }

        Assert.Equal(200, shelf.KeptBytes);
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        Assert.Equal(3, _made);
        Close((await shelf.OpenAsync("b", Release(1), Cancel)).Files);
        Assert.Equal(4, _made);
        _most = 50;
        Close((await shelf.OpenAsync("b", Release(1), Cancel)).Files);
        Assert.Equal(0, shelf.KeptBytes);
    }

    [Fact]
    public async Task Another_release_pushes_the_old_one_out()
    {
        using ReleaseShelf shelf = Make();
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        Close((await shelf.OpenAsync("b", Release(1), Cancel)).Files);
        shelf.KeepOnly("a", Release(2));
        Assert.Equal(100, shelf.KeptBytes);
        shelf.KeepOnly("b", Release(1));
        Assert.Equal(100, shelf.KeptBytes);
        shelf.KeepOnly("b", null);
        Assert.Equal(0, shelf.KeptBytes);
    }

    [Fact]
    public async Task What_could_not_be_made_is_tried_again_and_room_is_made_once()
    {
        int refusals = 3;
        using ReleaseShelf shelf = new(
            (model, _, _) => model == "b" && refusals-- > 0 ? new SealingOutcome.Impossible(OpenReasons.NoMemory) : Sealed(), () => _patience, () => _most, _clock);
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
        Assert.Equal(100, shelf.KeptBytes);
        Assert.IsType<SealingOutcome.Impossible>((await shelf.OpenAsync("b", Release(1), Cancel)).Refused);
        Assert.Equal(0, shelf.KeptBytes);
        Assert.Null((await shelf.OpenAsync("b", Release(1), Cancel)).Refused);
    }

    [Fact]
    public async Task A_failure_of_the_world_reaches_who_asked_and_is_not_kept()
    {
        bool broken = true;
        using ReleaseShelf shelf = new((_, _, _) => broken ? throw new IOException("no disk") : Sealed(), () => _patience, () => _most, _clock);
        await Assert.ThrowsAsync<IOException>(() => shelf.OpenAsync("a", Release(1), Cancel));
        broken = false;
        Close((await shelf.OpenAsync("a", Release(1), Cancel)).Files);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ReleaseId Release(long number) => new(number, Sha256Digest.Of([(byte)number]));

    private static void Close(IReadOnlyList<OpenFile> files)
    {
        Assert.Single(files);
        files[0].Handle.Dispose();
    }

    private ReleaseShelf Make() => new((_, _, _) => Sealed(), () => _patience, () => _most, _clock);

    private SealingOutcome Sealed()
    {
        _gate.Wait();
        Interlocked.Increment(ref _made);
        byte[] content = new byte[100];
        return new SealingOutcome.Done(new VerifiedRelease(
            [new SealedCopy(new ManifestFile("m", FileRole.Model, 100, Sha256Digest.Of(content)), Sha256Digest.Of(content), SealedMemoryFile.Create("m", content))]));
    }

    /// <summary>A clock that the test turns; timers that are due run at the turn.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<Alarm> _alarms = [];
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan by)
        {
            _now += by;
            _alarms.Where(alarm => alarm.Due <= _now).ToList().ForEach(alarm => alarm.Ring());
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Alarm alarm = new(this, callback, state);
            _alarms.Add(alarm);
            return alarm;
        }

        private sealed class Alarm(Clock clock, TimerCallback callback, object? state) : ITimer
        {
            public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

            public void Ring()
            {
                Due = TimeSpan.MaxValue;
                callback(state);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : clock._now + dueTime;
                return true;
            }

            public void Dispose() => Due = TimeSpan.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
