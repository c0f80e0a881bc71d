using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MLSecOps.Cli.Tests.Hub;

/// <summary>A TLS server with a hub's certificate that answers HTTP/1.1 as a test says, one request to a connection.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly Func<HubRequest, HubReply> _answer;
    private readonly ConcurrentQueue<HubRequest> _requests = new();
    private readonly Task _serving;

    /// <param name="trust">The folder that <c>trust init</c> made for it.</param>
    /// <param name="answer">Gives the reply to a request.</param>
    public TestHub(string trust, Func<HubRequest, HubReply> answer)
    {
        _certificate = X509Certificate2.CreateFromPemFile($"{trust}/hub/tls.pem", $"{trust}/hub/tls.key");
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"https://localhost:{Port}";

    /// <summary>All requests so far, in order.</summary>
    public IReadOnlyList<HubRequest> Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ContinueWith(_ => { }, TaskScheduler.Default);
        _listener.Stop();
        _certificate.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await ServeAsync(client);
            }
            catch (Exception ended) when (ended is IOException or AuthenticationException or SocketException)
            {
                // The client refused us, or had enough: that is what some tests want.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using SslStream stream = new(client.GetStream());
        await stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
            _stop.Token);
        (string[] head, List<byte> body) = await ReadHeadAsync(stream);
        Dictionary<string, string> headers = head.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
        string line = head[0][..head[0].LastIndexOf(' ')];
        HubReply reply = _answer(new HubRequest(line, headers, [], stream.RemoteCertificate?.Subject));
        if (!reply.Early)
        {
            if (headers.ContainsKey("expect"))
            {
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
            }

            await ReadBodyAsync(stream, body, headers.TryGetValue("content-length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0);
        }

        _requests.Enqueue(new HubRequest(line, headers, [.. body], stream.RemoteCertificate?.Subject));
        if (reply.Body is not null)
        {
            string extra = reply.Header is null ? string.Empty : reply.Header + "\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} x\r\nConnection: close\r\nContent-Length: {reply.Body.Length}\r\n{extra}\r\n"), _stop.Token);
            await stream.WriteAsync(reply.Body, _stop.Token);
            await stream.ShutdownAsync();
        }
    }

    private async Task<(string[] Head, List<byte> Body)> ReadHeadAsync(SslStream stream)
    {
        List<byte> bytes = [];
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            bytes.AddRange(buffer[..read]);
            string text = Encoding.Latin1.GetString([.. bytes]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                return (text[..end].Split("\r\n"), bytes[(end + 4)..]);
            }
        }
    }

    private async Task ReadBodyAsync(SslStream stream, List<byte> body, int length)
    {
        byte[] buffer = new byte[64 << 10];
        while (body.Count < length)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            body.AddRange(buffer[..read]);
        }
    }
}
