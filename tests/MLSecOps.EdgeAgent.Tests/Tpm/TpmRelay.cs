using System.Net;
using System.Net.Sockets;

namespace MLSecOps.EdgeAgent.Tests.Tpm;

/// <summary>Between agent and TPM: takes the TPM away while it works, and gives it back.</summary>
internal sealed class TpmRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _left = int.MaxValue;

    public TpmRelay(int target)
    {
        _listener.Start();
        _loop = Task.Run(() => RunAsync(target));
    }

    public string Address => $"tcp:127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Commands that still get through; after them the connection breaks.</summary>
    public int Left
    {
        get => Volatile.Read(ref _left);
        set => Volatile.Write(ref _left, value);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync(int target)
    {
        while (true)
        {
            using Socket agent = await _listener.AcceptSocketAsync(_stopping.Token);
            using Socket tpm = new(SocketType.Stream, ProtocolType.Tcp);
            await tpm.ConnectAsync(IPAddress.Loopback, target, _stopping.Token);
            byte[] buffer = new byte[4096];
            while (await agent.ReceiveAsync(buffer, _stopping.Token) is > 0 and int command && Interlocked.Decrement(ref _left) >= 0)
            {
                await tpm.SendAsync(buffer.AsMemory(0, command), _stopping.Token);
                int answer = await tpm.ReceiveAsync(buffer, _stopping.Token);
                await agent.SendAsync(buffer.AsMemory(0, answer), _stopping.Token);
            }
        }
    }
}
