using System.Net;
using System.Net.Security;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tls;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Hub;

/// <summary>Asks the hub over HTTPS as an operator. The server is judged by the fleet's own anchors; its answers are untrusted: bounded in size and time.</summary>
/// <remarks>No redirects, no proxy, no cookies: nobody between decides who is asked, or with what.</remarks>
internal sealed class HubClient : IDisposable
{
    private const int MaxAnswerBytes = 16 << 20;
    private const int MaxHeaderKilobytes = 32;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);

    // A package: for each piece of it, and for a hub that judges gigabytes before it answers.
    private static readonly TimeSpan Upload = TimeSpan.FromMinutes(2);

    private readonly SigningIdentity _identity;
    private readonly SslStreamCertificateContext _certificate;
    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    /// <param name="address">Where; https without a path.</param>
    /// <param name="anchors">The server must be below one of these.</param>
    /// <param name="identity">As whom; owned from now on.</param>
    /// <param name="time">The clock for the dates of the server's certificate.</param>
    public HubClient(Uri address, RolePolicy anchors, SigningIdentity identity, TimeProvider time)
    {
        Address = address;
        Anchors = anchors;
        Time = time;
        _identity = identity;
        _certificate = SslStreamCertificateContext.Create(identity.Certificate, [.. identity.Intermediates], offline: true);
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = async (context, cancellationToken) => await ConnectAsync(context.DnsEndPoint, cancellationToken),
        };
        _http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Where the hub is.</summary>
    public Uri Address { get; }

    /// <summary>The hub's anchors, for what it signed.</summary>
    public RolePolicy Anchors { get; }

    /// <summary>The clock of this machine.</summary>
    public TimeProvider Time { get; }

    /// <summary>The address as people read it.</summary>
    public string Name => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Asks for a document.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        (await SendAsync(HttpMethod.Get, path, null, cancellationToken)).Read(type);

    /// <summary>Asks for a document; null when the hub has none (404) for another reason than an unknown device.</summary>
    public async Task<HubAnswer?> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (HubRefusal refusal) when (refusal is { Status: HttpStatusCode.NotFound } && refusal.Failure.Reason != HubReasons.DeviceUnknown)
        {
            return null;
        }
    }

    /// <summary>Sends a document and asks for the one that answers it.</summary>
    public async Task<TAnswer> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class =>
        (await PostAnswerAsync(path, request, requestType, cancellationToken)).Read(answerType);

    /// <summary>Sends a document.</summary>
    public async Task<HubAnswer> PostAnswerAsync<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> type, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(request, type));
        content.Headers.ContentType = new("application/json");
        return await SendAsync(HttpMethod.Post, path, content, cancellationToken);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Path with query.</param>
    /// <param name="content">The body; null for none.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <exception cref="CommandFailure">The hub cannot be reached, is not this fleet's, or refused.</exception>
    public async Task<HubAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan limit = content is UploadContent ? Upload : Usual;
        patience.CancelAfter(limit);
        using HttpRequestMessage request = new(method, path) { Content = content };
        if (content is UploadContent upload)
        {
            upload.Moved = () => patience.CancelAfter(limit);
            request.Headers.ExpectContinue = true; // A hub that refuses says so before gigabytes are on their way.
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            byte[] body = await ReadAsync(response, patience.Token);
            return response.IsSuccessStatusCode ? new HubAnswer(Name, response.StatusCode, body) : throw HubRefusal.Of(Name, response.StatusCode, body);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(EnrolmentReasons.HubUnreachable, $"the hub at {Name} does not answer", $"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailure.Of(Name, failed);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        _identity.Dispose();
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken) => await TlsClient.ConnectAsync(
        server.Host,
        server.Port,
        (certificate, companions) => HubServerVerifier.Verify(certificate, companions, Anchors, server.Host, null, VerificationTime.ByClock(Time.GetUtcNow())),
        _certificate,
        ConnectTime,
        cancellationToken);

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream whole = new();
        byte[] buffer = new byte[64 << 10];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > MaxAnswerBytes)
            {
                throw new CommandFailure(CommandReasons.HubAnswer, $"the answer of the hub at {Name} cannot be read", $"it has more than {MaxAnswerBytes} bytes");
            }
        }

        return whole.ToArray();
    }
}
