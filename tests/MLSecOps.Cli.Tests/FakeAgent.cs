using System.Net.Sockets;

namespace MLSecOps.Cli.Tests;

/// <summary>Answers each connection on a socket with given bytes, as an agent would, or something else.</summary>
internal sealed class FakeAgent : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeAgent(string path, byte[] answer)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = Serve(answer);
    }

    /// <summary>What the newest caller sent, without its terminator.</summary>
    public byte[] Call { get; private set; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ContinueWith(_ => { }, TaskScheduler.Default);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task Serve(byte[] answer)
    {
        while (true)
        {
            using Socket caller = await _listener.AcceptAsync(_stop.Token);
            List<byte> call = [];
            byte[] buffer = new byte[1024];
            do
            {
                int count = await caller.ReceiveAsync(buffer, _stop.Token);
                call.AddRange(buffer[..count]);
            }
            while (!call.Contains(0));
            Call = [.. call.TakeWhile(value => value != 0)];
            try
            {
                await caller.SendAsync(answer, _stop.Token);
            }
            catch (SocketException)
            {
                // The caller had enough: that is what some tests want.
            }
        }
    }
}
