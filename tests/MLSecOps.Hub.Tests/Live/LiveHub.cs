using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using MLSecOps.Configuration.Hub;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Service;
using MLSecOps.Hub.Storage;
using MLSecOps.Linux.Tls;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>The whole hub in this process: real ports on loopback, real TLS, real SQLite, and a clock that the test moves.</summary>
internal sealed class LiveHub : IAsyncDisposable
{
    private static readonly IPAddress Loopback = IPAddress.Loopback;

    private readonly ScratchFolder _folder = new();
    private readonly StringWriter _log = new();
    private readonly List<HttpClient> _clients = [];
    private HubIdentity? _identity;
    private HubService? _service;

    private LiveHub(FleetKeys keys, TimeSpan epoch, TimeSpan window, string? url)
    {
        Keys = keys;
        keys.Write(_folder.Path);
        Directory.CreateDirectory(State);
        Configuration = new HubConfiguration
        {
            StateDirectory = State,
            IdentityDirectory = _folder["hub"],
            TrustFile = _folder["trust.toml"],
            Https = new ListenAddress(Loopback, 0),
            Url = url,
            Broker = BrokerKind.Embedded,
            Mqtt = new ListenAddress(Loopback, 0),
            BrokerHost = "localhost",
            BrokerPort = 8883,
            Page = new ListenAddress(Loopback, 0),
            InsecureUninspected = true,
            Epoch = epoch,
            Window = window,
        };
    }

    /// <summary>An epoch so short that each passing of a second brings a new nonce: whoever has it knows that the hub has made its round.</summary>
    public static TimeSpan ShortEpoch => TimeSpan.FromSeconds(2);

    public FakeTimeProvider Time { get; } = new(SamplePackage.Now);

    public VerificationTime Now => VerificationTime.ByClock(Time.GetUtcNow());

    public FleetKeys Keys { get; }

    public HubConfiguration Configuration { get; private set; }

    public string State => _folder["state"];

    public int MqttPort => _service!.MqttPort;

    public int HttpsPort => _service!.HttpsPort;

    public int PagePort => _service!.PagePort;

    public string PublicUrl => $"https://localhost:{HttpsPort}";

    /// <summary>Everything that the hub wrote for its administrator.</summary>
    public string Said
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>An operator's client.</summary>
    public HttpClient Operator { get; private set; } = null!;

    public static async Task<LiveHub> StartAsync(FleetKeys? keys = null, TimeSpan? epoch = null, TimeSpan? window = null, string? url = null, Func<HubConfiguration, HubConfiguration>? change = null)
    {
        LiveHub hub = new(keys ?? FleetKeys.Honest, epoch ?? TimeSpan.FromMinutes(5), window ?? TimeSpan.FromMinutes(15), url);
        hub.Configuration = change?.Invoke(hub.Configuration) ?? hub.Configuration;
        try
        {
            await hub.StartServiceAsync();
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }

        return hub;
    }

    /// <summary>Ends the hub and starts it again on the same database; ports are new.</summary>
    public async Task RestartAsync(TimeSpan away = default, Func<HubConfiguration, HubConfiguration>? change = null)
    {
        await StopServiceAsync();
        Configuration = change?.Invoke(Configuration) ?? Configuration;
        Time.Advance(away);
        await StartServiceAsync();
    }

    /// <summary>A client with a certificate, or without one, that judges the hub as everybody does.</summary>
    public HttpClient Client(X509Certificate2? certificate)
    {
        SslStreamCertificateContext? own = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true);
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectCallback = async (context, cancellationToken) => await TlsClient.ConnectAsync(
                "localhost", context.DnsEndPoint.Port, Judge, own, TimeSpan.FromSeconds(20), cancellationToken),
        };

        // To the library it is plain http: the connection that it gets is encrypted already.
        HttpClient client = new(handler) { BaseAddress = new Uri($"http://localhost:{HttpsPort}") };
        _clients.Add(client);
        return client;
    }

    public Core.Findings.TrustVerdict Judge(ReadOnlyMemory<byte> certificate, IReadOnlyList<ReadOnlyMemory<byte>> companions) =>
        HubServerVerifier.Verify(certificate, companions, Keys.Hub, "localhost", null, Now);

    /// <summary>Asks the database through a connection of its own: what was committed and nothing else.</summary>
    public T Read<T>(Func<IHubReads, T> question)
    {
        using SqliteHubStore reader = SqliteHubStore.Open(Path.Combine(State, "hub.db"), Time);
        return question(reader);
    }

    /// <summary>Waits for what nothing tells of; use only where there is no message to wait for.</summary>
    public async Task UntilAsync(Func<bool> there)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!there())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    /// <summary>Takes a table out of the database behind the hub's back; <see cref="MendTableAsync"/> brings it again.</summary>
    public Task BreakTableAsync(string table) => ChangeAsync($"ALTER TABLE {table} RENAME TO {table}_gone");

    public Task MendTableAsync(string table) => ChangeAsync($"ALTER TABLE {table}_gone RENAME TO {table}");

    private async Task ChangeAsync(string statement)
    {
        await using SqliteConnection other = new($"Data Source={Path.Combine(State, "hub.db")};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = new("PRAGMA foreign_keys = OFF; " + statement, other);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A token, by the operator.</summary>
    public async Task<TokenReply> TokenAsync(TokenRequest? request = null)
    {
        using HttpResponseMessage answer = await Operator.PostAsync(
            HubRoutes.Tokens, JsonContent.Create(request ?? new TokenRequest(), HubJson.Default.TokenRequest), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ReadAsync(answer, HubJson.Default.TokenReply);
    }

    /// <summary>Sends a request for a certificate as EST has it.</summary>
    public async Task<HttpResponseMessage> EnrolAsync(string? secret, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, HubRoutes.EstEnrol)
        {
            Content = new StringContent(body, Encoding.ASCII, new MediaTypeHeaderValue("application/pkcs10")),
        };
        // The hub refuses a long body before it comes, and closes: who is still sending then may not see why.
        request.Headers.ExpectContinue = body.Length > (64 << 10);
        if (secret is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{HubRoutes.EstUser}:{secret}")));
        }

        return await Anybody.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Base64 of a PKCS#10 request.</summary>
    public static string RequestOf(ECDsa key, string subject = "") =>
        Convert.ToBase64String(new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequest(), Base64FormattingOptions.InsertLineBreaks);

    /// <summary>Enrols a new device.</summary>
    public async Task<SimulatedDevice> DeviceAsync()
    {
        TokenReply token = await TokenAsync();
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using HttpResponseMessage answer = await EnrolAsync(SecretOf(token), RequestOf(key));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new SimulatedDevice(this, token.Ueid, key, await CertificatesAsync(answer));
    }

    /// <summary>The same, connected.</summary>
    public async Task<SimulatedDevice> ConnectedDeviceAsync()
    {
        SimulatedDevice device = await DeviceAsync();
        await device.ConnectAsync();
        return device;
    }

    public static string SecretOf(TokenReply token) => EnrolToken.TryParse(token.Token, out EnrolToken? parsed) ? parsed.SecretText : throw new ArgumentException("no token", nameof(token));

    /// <summary>The certificates of an EST answer.</summary>
    public static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> CertificatesAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/pkcs7-mime", answer.Content.Headers.ContentType?.MediaType);
        byte[] der = Convert.FromBase64String(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return SamplePackage.Ok(CertificatesOnly.Decode(der));
    }

    /// <summary>A client without a certificate.</summary>
    public HttpClient Anybody { get; private set; } = null!;

    /// <summary>Pushes a package.</summary>
    public async Task<HubPackage> PushAsync(SamplePackage package)
    {
        using HttpResponseMessage answer = await PushAsync(package.Build());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await ReadAsync(answer, HubJson.Default.HubPackage);
    }

    public Task<HttpResponseMessage> PushAsync(byte[] package) =>
        Operator.PutAsync(HubRoutes.Packages, new ByteArrayContent(package), TestContext.Current.CancellationToken);

    /// <summary>Asks as operator.</summary>
    public async Task<T> AskAsync<T>(string path, JsonTypeInfo<T> type)
    {
        using HttpResponseMessage answer = await Operator.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ReadAsync(answer, type);
    }

    /// <summary>Open findings of a device, newest first.</summary>
    public async Task<IReadOnlyList<HubFinding>> FindingsAsync(string ueid, bool open = true) =>
        (await AskAsync($"{HubRoutes.Findings}?device={ueid}&open={(open ? "true" : "false")}", HubJson.Default.HubFindings)).Findings;

    public static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadFromJsonAsync(type, TestContext.Current.CancellationToken))!;
    }

    /// <summary>The answer is an error of this status and reason.</summary>
    public static async Task<HubError> AssertErrorAsync(HttpStatusCode status, Core.Findings.Reason reason, HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode}: {text}");
        HubError error = await ReadAsync(answer, HubJson.Default.HubError);
        Assert.Equal(reason.Code, error.Reason);
        return error;
    }

    /// <summary>SHA-256 of a key's SubjectPublicKeyInfo.</summary>
    public static Sha256Digest HashOf(ECDsa key) => Sha256Digest.Of(key.ExportSubjectPublicKeyInfo());

    public async ValueTask DisposeAsync()
    {
        await StopServiceAsync();
        _folder.Dispose();
    }

    private async Task StartServiceAsync()
    {
        _identity = HubIdentityLoader.Load(Configuration, Time, out IReadOnlyList<Configuration.ConfigurationProblem> problems);
        Assert.True(_identity is not null, string.Join('\n', problems));
        _service = new HubService(Configuration, _identity, new HubLog(TextWriter.Synchronized(_log)), Time);
        await _service.StartAsync(TestContext.Current.CancellationToken);
        Operator = Client(Keys.Operator);
        Anybody = Client(null);
    }

    private async Task StopServiceAsync()
    {
        foreach (HttpClient client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
        if (_service is not null)
        {
            await _service.DisposeAsync();
            _service = null;
        }

        _identity?.Dispose();
    }
}
