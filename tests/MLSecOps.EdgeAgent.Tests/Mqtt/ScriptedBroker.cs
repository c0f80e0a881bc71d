using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MLSecOps.EdgeAgent.Tests.Hub;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>A broker that says what a test tells it, byte by byte: also what no decent broker says.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TestHub _hub;
    private readonly Func<byte, byte[], byte[]?> _answer;
    private readonly Task _loop;
    private readonly SemaphoreSlim _writing = new(1);
    private int _connections;
    private int _unanswered;

    /// <param name="hub">Whose server certificate it shows.</param>
    /// <param name="answer">Gets the type (1 to 15) and body of each packet; gives the bytes of an answer, none, or null to hang up.</param>
    public ScriptedBroker(TestHub hub, Func<byte, byte[], byte[]?> answer)
    {
        _hub = hub;
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public const byte Connect = 1, Publish = 3, Subscribe = 8;

    public string Address => $"localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How long a PUBLISH waits for its answer; what comes meanwhile is read.</summary>
    public TimeSpan AnswerDelay { get; init; }

    /// <summary>Most PUBLISH that waited for an answer at once.</summary>
    public int MostUnanswered { get; private set; }

    /// <summary>Types of what came, in order.</summary>
    public ConcurrentQueue<(byte Type, byte[] Body)> Heard { get; } = new();

    /// <summary>A CONNACK with a code and properties.</summary>
    public static byte[] Connack(byte code, params byte[] properties) => [0x20, (byte)(3 + properties.Length), 0, code, (byte)properties.Length, .. properties];

    /// <summary>A DISCONNECT with a code and properties.</summary>
    public static byte[] Disconnect(byte code, params byte[] properties) => [0xE0, (byte)(2 + properties.Length), code, (byte)properties.Length, .. properties];

    /// <summary>A SUBACK that grants QoS 1 to the one filter of a SUBSCRIBE.</summary>
    public static byte[] Suback(byte[] subscribe) => [0x90, 4, subscribe[0], subscribe[1], 0, 1];

    /// <summary>A PUBACK with a code for a QoS 1 PUBLISH.</summary>
    public static byte[] Puback(byte[] publish, byte code = 0)
    {
        int topic = (publish[0] << 8) | publish[1];
        return [0x40, 4, publish[2 + topic], publish[3 + topic], code, 0];
    }

    /// <summary>A property of a string.</summary>
    public static byte[] Text(byte id, string text) => [id, 0, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _writing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
            Interlocked.Increment(ref _connections);
            _ = ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _hub.Server, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, _, _, _) => true }, _stopping.Token);
            while (await ReadAsync(stream) is { } packet)
            {
                Heard.Enqueue(packet);
                if (_answer(packet.Type, packet.Body) is not { } answer)
                {
                    return;
                }

                if (packet.Type == Publish)
                {
                    MostUnanswered = Math.Max(MostUnanswered, Interlocked.Increment(ref _unanswered));
                    _ = AnswerAsync(stream, answer);
                }
                else
                {
                    await WriteAsync(stream, answer);
                }
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task AnswerAsync(SslStream stream, byte[] answer)
    {
        await Task.Delay(AnswerDelay, _stopping.Token);
        Interlocked.Decrement(ref _unanswered);
        await WriteAsync(stream, answer);
    }

    private async Task WriteAsync(SslStream stream, byte[] answer)
    {
        await _writing.WaitAsync(_stopping.Token);
        try
        {
            await stream.WriteAsync(answer, _stopping.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<(byte Type, byte[] Body)?> ReadAsync(SslStream stream)
    {
        byte[] one = new byte[1];
        if (await stream.ReadAsync(one, _stopping.Token) == 0)
        {
            return null;
        }

        byte type = (byte)(one[0] >> 4);
        int length = 0, shift = 0;
        do
        {
            await stream.ReadExactlyAsync(one, _stopping.Token);
            length |= (one[0] & 0x7f) << shift;
            shift += 7;
        }
        while ((one[0] & 0x80) != 0);
        byte[] body = new byte[length];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return (type, body);
    }
}
