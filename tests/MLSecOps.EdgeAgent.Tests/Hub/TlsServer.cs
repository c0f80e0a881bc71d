using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MLSecOps.EdgeAgent.Tests.Hub;

/// <summary>A small https server on a free loopback port, whose answers are bytes that the test writes: also those that no decent server sends.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly Func<HttpAsk, byte[]> _answer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _connections;

    /// <param name="certificate">Of the server, with its key.</param>
    /// <param name="answer">Gives the bytes of an answer, after which the connection ends.</param>
    /// <param name="port">0 for a free one.</param>
    public TlsServer(X509Certificate2 certificate, Func<HttpAsk, byte[]> answer, int port = 0)
    {
        _certificate = certificate;
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = Task.Run(AcceptAsync);
    }

    public int Port { get; }

    public string Url => $"https://localhost:{Port}";

    /// <summary>How often somebody connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Every request, in order.</summary>
    public ConcurrentQueue<HttpAsk> Asked { get; } = new();

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static byte[] Answer(string status, byte[] body, params string[] headers) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"), .. body];

    /// <summary>An answer with its length.</summary>
    public static byte[] Whole(string status, byte[] body, params string[] headers) => Answer(status, body, [$"Content-Length: {body.Length}", .. headers]);

    /// <summary>The rest of a file, as servers that know ranges give it.</summary>
    public static byte[] Rest(byte[] file, int from) =>
        Whole("206 Partial Content", file[from..], $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
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
            using SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
                },
                _stopping.Token);
            if (await ReadAsync(stream) is { } ask)
            {
                Asked.Enqueue(ask);
                await stream.WriteAsync(_answer(ask), _stopping.Token);
                await stream.ShutdownAsync();
            }
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // The client hung up: what it did with the answer is for the test.
        }
    }

    private async Task<HttpAsk?> ReadAsync(SslStream stream)
    {
        List<byte> head = [];
        byte[] one = new byte[1];
        while (!Encoding.ASCII.GetString([.. head.TakeLast(4)]).Equals("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        byte[] body = new byte[headers.TryGetValue("content-length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        return new HttpAsk(lines[0], headers, body, (stream.RemoteCertificate as X509Certificate2)?.GetNameInfo(X509NameType.SimpleName, false));
    }
}
