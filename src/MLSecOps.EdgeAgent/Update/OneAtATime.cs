using System.Threading.Channels;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Work of several slots, one piece at a time, in the order asked for.</summary>
internal sealed class OneAtATime
{
    private readonly Channel<bool> _taken = Channel.CreateBounded<bool>(1);

    /// <summary>Waits for its turn, and does it.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _taken.Writer.WriteAsync(true, cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _taken.Reader.TryRead(out _);
        }
    }
}
