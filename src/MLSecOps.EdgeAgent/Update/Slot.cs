using System.Collections.Concurrent;
using System.Threading.Channels;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>One model's slot at work: takes events one by one, lets the machine decide, persists what must outlive a crash, then runs the effects.</summary>
internal sealed class Slot : IAsyncDisposable
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Channel<UpdateEvent> _inbox = Channel.CreateUnbounded<UpdateEvent>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SlotSurroundings _surroundings;
    private readonly EffectLane _candidateLane = new();
    private readonly EffectLane _currentLane = new();
    private readonly ConcurrentDictionary<(Type Effect, ReleaseId Release), bool> _waiting = new();
    private readonly AskedRehearsals _asked = new();
    private readonly Task _loop;
    private volatile SlotState _state;

    public Slot(SlotState initial, SlotSurroundings surroundings)
    {
        _state = initial;
        _surroundings = surroundings;
        _loop = BrokenProgram.Watch(RunAsync);
    }

    /// <summary>The newest state; replaced whole, never changed.</summary>
    public SlotState State => _state;

    public void Post(UpdateEvent happened) => _inbox.Writer.TryWrite(happened);

    /// <summary>Rehearses the current release again, in the name of a person.</summary>
    /// <returns>How it ended; not run, and why, where it cannot be rehearsed as things are.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the rehearsal goes on.</exception>
    public Task<RehearsalResult> RehearseAsync(CancellationToken cancellationToken)
    {
        Task<RehearsalResult> ended = _asked.Add(_state.Current?.Id);
        Post(new UpdateEvent.RehearsalDue());
        return ended.WaitAsync(cancellationToken);
    }

    /// <summary>Runs one effect as if the machine had asked for it (a scheduled recheck). A recheck or rehearsal that waits for its turn already stands for every later one: someone who writes or asks without end must not make the queue grow.</summary>
    public void Run(UpdateEffect effect)
    {
        (Type, ReleaseId)? once = effect switch
        {
            UpdateEffect.Recheck recheck => (typeof(UpdateEffect.Recheck), recheck.Release),
            UpdateEffect.RehearseCurrent rehearse => (typeof(UpdateEffect.RehearseCurrent), rehearse.Release.Id),
            _ => null,
        };
        if (once is { } waits && !_waiting.TryAdd(waits, true))
        {
            return;
        }

        (BelongsToCandidate(effect) ? _candidateLane : _currentLane).Add(async token =>
        {
            if (once is { } starts)
            {
                _waiting.TryRemove(starts, out _);
            }

            UpdateEvent? answer = await _surroundings.Effects.RunAsync(this, effect, token);
            if (answer is not null)
            {
                Post(answer);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _candidateLane.DisposeAsync();
        await _currentLane.DisposeAsync();
        _stopping.Dispose();
    }

    private static bool BelongsToCandidate(UpdateEffect effect) =>
        effect is UpdateEffect.Fetch or UpdateEffect.Verify or UpdateEffect.InspectCandidate or UpdateEffect.RehearseCandidate or UpdateEffect.Place or UpdateEffect.Discard;

    private async Task RunAsync()
    {
        await foreach (UpdateEvent happened in _inbox.Reader.ReadAllAsync(_stopping.Token))
        {
            UpdateStep step = UpdateMachine.Step(_state, happened, _surroundings.Policy(), _surroundings.Engine());
            if (step.State.ToDurable() != _state.ToDurable())
            {
                await PersistAsync(step.State);
            }

            _asked.Answer(happened, step.State, UpdateMachine.Hindrance(step.State, _surroundings.Policy(), _surroundings.Engine()));
            bool becameFree = _state.IsBusy && !step.State.IsBusy;
            _state = step.State;
            foreach (UpdateEffect effect in step.Effects)
            {
                if (effect is UpdateEffect.Report report)
                {
                    _surroundings.Reporter.Report(_state, report);
                }
                else
                {
                    Run(effect);
                }
            }

            _surroundings.Changed(this, becameFree);
        }
    }

    // Persisted before visible (design §6): while the disk refuses, this slot waits, and says so once.
    private async Task PersistAsync(SlotState next)
    {
        TimeSpan pause = FirstRetry;
        bool movesFloor = next.Floor != _state.Floor || next.FloorEra != _state.FloorEra;
        bool enrolls = !ReferenceEquals(next.Answers, _state.Answers);
        while (!_surroundings.State.TrySave(next, movesFloor, enrolls))
        {
            await Task.Delay(pause, _surroundings.Time, _stopping.Token);
            pause = pause * 2 < LongestRetry ? pause * 2 : LongestRetry;
        }

        if (movesFloor)
        {
            await _surroundings.FloorStored();
        }
    }
}
