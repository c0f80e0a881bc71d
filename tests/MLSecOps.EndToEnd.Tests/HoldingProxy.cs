using System.Net;
using System.Net.Sockets;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A wire that a test can hold in one direction: what was said arrives, and no answer does. It carries bytes and understands nothing.</summary>
internal sealed class HoldingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();

    public HoldingProxy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Where it leads; connections that stand are not moved.</summary>
    public int Target { get; set; }

    /// <summary>Nothing gets through to the target while it is set.</summary>
    public volatile bool HoldsUp;

    /// <summary>Nothing comes back from the target while it is set.</summary>
    public volatile bool HoldsDown;

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket near = await _listener.AcceptSocketAsync(_stopping.Token);
            _ = CarryAsync(near);
        }
    }

    private async Task CarryAsync(Socket near)
    {
        using Socket far = new(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, Target, _stopping.Token);
                await Task.WhenAny(PumpAsync(near, far, () => HoldsUp), PumpAsync(far, near, () => HoldsDown));
            }
            catch (SocketException)
            {
                // Nobody there: whoever connected sees the end of the connection.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Func<bool> holds)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer, _stopping.Token) is > 0 and { } length)
            {
                while (holds())
                {
                    await Task.Delay(5, _stopping.Token);
                }

                for (int sent = 0; sent < length;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), _stopping.Token);
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }
}
