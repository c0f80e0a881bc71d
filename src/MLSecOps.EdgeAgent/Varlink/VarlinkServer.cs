using System.Net.Sockets;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Varlink;

/// <summary>Accepts local callers on the agent's socket (design §8). The kernel says who calls; the socket's permissions say who may.</summary>
internal sealed class VarlinkServer(UnixListener listener, AgentMethods methods, EventFeed events) : IAsyncDisposable
{
    private const int MaxSessions = 32;

    private readonly SemaphoreSlim _sessions = new(MaxSessions);
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = Task.Run(AcceptAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        listener.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            // Beyond the limit callers wait in the listener's queue: a flood cannot grow the agent.
            await _sessions.WaitAsync(_stopping.Token);
            Socket peer;
            try
            {
                peer = await listener.AcceptAsync(_stopping.Token);
            }
            catch (SocketException)
            {
                _sessions.Release();
                await Task.Delay(TimeSpan.FromMilliseconds(100), _stopping.Token);
                continue;
            }

            _ = ServeAsync(peer);
        }
    }

    private async Task ServeAsync(Socket peer)
    {
        try
        {
            using (peer)
            {
                await new VarlinkSession(peer, methods, events).RunAsync(_stopping.Token);
            }
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
            // The caller hung up, was too slow, or the agent stops: nothing to tell anybody.
        }
        finally
        {
            _sessions.Release();
        }
    }
}
