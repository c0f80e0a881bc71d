using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>Stands where systemd would: receives what the agent notifies.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly ConcurrentQueue<string> _received = new();

    public NotifySocket(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _ = ReceiveAsync();
    }

    public string Path { get; }

    public IReadOnlyCollection<string> Received => _received;

    public void Dispose() => _socket.Dispose();

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(buffer, SocketFlags.None);
                _received.Enqueue(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }
}
