using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Trust.Identity;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>An enrolled device that sends a chain of records as fast as an agent may, and waits for the hub's word that all are kept.</summary>
internal sealed class LoadDevice : IAsyncDisposable
{
    /// <summary>Messages under way at once, as an agent has them.</summary>
    private const int Window = 8;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly X509Certificate2 _certificate;
    private readonly string _ueid;
    private readonly TaskCompletionSource _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttApplicationMessage[] _records = [];

    private LoadDevice(string ueid, X509Certificate2 certificate)
    {
        _ueid = ueid;
        _certificate = certificate;
        _client.ApplicationMessageReceivedAsync += received =>
        {
            if (received.ApplicationMessage.Topic == Topics.Down(ueid, Topics.Acknowledgement)
                && CoseSign1Parser.Parse(received.ApplicationMessage.Payload.ToArray()).TryGet(out CoseSign1? cose, out _)
                && ChainHeadCodec.Decode(cose.Payload).TryGet(out ChainHead? head, out _)
                && head.Sequence == _records.Length)
            {
                _kept.TrySetResult();
            }

            return Task.CompletedTask;
        };
    }

    /// <summary>Enrols one with a token, by EST.</summary>
    public static async Task<LoadDevice> EnrolAsync(BenchHub hub, string tokenFile)
    {
        string ueid = hub.Token(tokenFile);
        string secret = EnrolToken.TryParse(await File.ReadAllTextAsync(tokenFile), out EnrolToken? token) ? token.SecretText : throw new InvalidOperationException("no token");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={ueid}", key, HashAlgorithmName.SHA256);
        // The bench trusts what it started itself.
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using HttpClient client = new(handler);
        using HttpRequestMessage post = new(HttpMethod.Post, hub.Url + HubRoutes.EstEnrol) { Content = new StringContent(Convert.ToBase64String(request.CreateSigningRequest()), Encoding.ASCII, "application/pkcs10") };
        post.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{HubRoutes.EstUser}:{secret}")));
        using HttpResponseMessage answer = await client.SendAsync(post);
        answer.EnsureSuccessStatusCode();
        byte[] der = Convert.FromBase64String(await answer.Content.ReadAsStringAsync());
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = CertificatesOnly.Decode(der).Match(all => all, fault => throw new InvalidOperationException($"{fault}"));
        using X509Certificate2 bare = certificates.Select(each => X509CertificateLoader.LoadCertificate(each.Span)).Single(each => each.Subject == $"CN={ueid}");
        return new LoadDevice(ueid, bare.CopyWithPrivateKey(key));
    }

    /// <summary>Connects, and makes the records ready.</summary>
    public async Task PrepareAsync(int port, int records)
    {
        _records = [.. Records(records)];
        MqttClientOptions options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", port)
            .WithClientId(_ueid)
            .WithCleanStart(false)
            .WithReceiveMaximum(16)
            .WithTlsOptions(tls => tls
                .WithTargetHost("localhost").WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithCertificateValidationHandler(_ => true)
                .WithClientCertificates([_certificate]))
            .Build();
        await _client.ConnectAsync(options);
        await _client.SubscribeAsync(new MqttTopicFilterBuilder().WithTopic(Topics.EverythingDown(_ueid)).WithAtLeastOnceQoS().Build());
    }

    /// <summary>Sends all records.</summary>
    /// <param name="untilKept">Also waits for the acknowledgement of the last one.</param>
    public async Task SendAsync(bool untilKept)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Window).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < _records.Length; i = Interlocked.Increment(ref next))
            {
                await _client.PublishAsync(_records[i]);
            }
        }));
        if (untilKept)
        {
            await _kept.Task.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync(new MqttClientDisconnectOptions());
        _client.Dispose();
        _certificate.Dispose();
    }

    private IEnumerable<MqttApplicationMessage> Records(int count)
    {
        const string Time = "2026-11-23T12:00:00Z", Severity = "notice";
        ChainEpoch epoch = new(RandomNumberGenerator.GetBytes(ChainEpoch.Size));
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(new EpochRecord(EpochRecord.SchemaName, Time, EpochCauses.First), TelemetryJson.Default.EpochRecord);
        ChainLink link = ChainLink.First(epoch, RecordTypes.Epoch, Severity, Sha256Digest.Of(payload));
        yield return Message(link, payload);
        for (int i = 2; i <= count; i++)
        {
            UpdateRecord step = new(UpdateRecord.SchemaName, Time, JournalEvents.PackageVerified.Name, "model-1", ModelStates.Verifying, i, $"sha256:{new string('a', 64)}");
            payload = JsonSerializer.SerializeToUtf8Bytes(step, TelemetryJson.Default.UpdateRecord);
            link = ChainLink.After(link.Head, RecordTypes.Update, Severity, Sha256Digest.Of(payload));
            yield return Message(link, payload);
        }
    }

    private MqttApplicationMessage Message(ChainLink link, byte[] payload)
    {
        string number = link.Sequence.ToString(CultureInfo.InvariantCulture);
        (string Name, string Value)[] properties =
        [
            (EventAttributes.SpecVersion, EventAttributes.SpecVersionValue),
            (EventAttributes.Id, $"{link.Epoch.Hex}-{number}"),
            (EventAttributes.Source, EventAttributes.SourceOf(_ueid)),
            (EventAttributes.Type, link.Type),
            (EventAttributes.ChainEpoch, link.Epoch.Hex),
            (EventAttributes.ChainSequence, number),
            (EventAttributes.ChainPrevious, link.Previous.Hex),
            (EventAttributes.Severity, link.Severity),
        ];
        return new MqttApplicationMessage
        {
            Topic = Topics.Up(_ueid, RecordTypes.TopicOf(link.Type)),
            ContentType = MediaTypes.Json,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            UserProperties = [.. properties.Select(each => new MqttUserProperty(each.Name, Encoding.UTF8.GetBytes(each.Value).AsMemory()))],
        };
    }
}
