using System.Threading.Channels;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Wakes one waiter. Calls before it waits count once: it looks at everything whenever it wakes.</summary>
internal sealed class WakeUp(TimeProvider time)
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Waits for a call, or for a time.</summary>
    /// <returns>False when the time passed first.</returns>
    public async Task<bool> WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        if (_calls.Reader.TryRead(out _))
        {
            return true;
        }

        using CancellationTokenSource passed = new(most, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, passed.Token);
        try
        {
            await _calls.Reader.ReadAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
