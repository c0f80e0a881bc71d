using System.Threading.Channels;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Runs work of one slot in order, beside its events: a long verification does not delay the notice of tampering, and evidence is kept before the restore that overwrites it.</summary>
internal sealed class EffectLane : IAsyncDisposable
{
    private readonly Channel<Func<CancellationToken, Task>> _work = Channel.CreateUnbounded<Func<CancellationToken, Task>>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _runner;

    public EffectLane() => _runner = BrokenProgram.Watch(RunAsync);

    /// <summary>Adds work, which handles its own failures; work added after disposal is dropped.</summary>
    public void Add(Func<CancellationToken, Task> work) => _work.Writer.TryWrite(work);

    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _runner.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (Func<CancellationToken, Task> work in _work.Reader.ReadAllAsync(_stopping.Token))
        {
            await work(_stopping.Token);
        }
    }
}
