using System.Buffers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Findings;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>A client of the hub's broker, of any kind.</summary>
internal sealed class BrokerClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();

    public BrokerClient()
    {
        _client.ApplicationMessageReceivedAsync += received =>
        {
            Inbox.Add(received.ApplicationMessage);
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += disconnected =>
        {
            Disconnected = disconnected;
            return Task.CompletedTask;
        };
    }

    /// <summary>How the broker ended the connection; null while it did not.</summary>
    public MqttClientDisconnectedEventArgs? Disconnected { get; private set; }

    public Inbox Inbox { get; } = new();

    public bool IsConnected => _client.IsConnected;

    /// <summary>Connects; the result says what the broker thinks.</summary>
    public Task<MqttClientConnectResult> ConnectAsync(LiveHub hub, string clientId, X509Certificate2? certificate, MqttApplicationMessage? will = null)
    {
        MqttClientOptionsBuilder options = new MqttClientOptionsBuilder()
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer("127.0.0.1", hub.MqttPort)
            .WithClientId(clientId)
            .WithCleanStart(clientId.Length == 0)
            .WithSessionExpiryInterval(7 * 24 * 3600)
            .WithReceiveMaximum(16)
            .WithTimeout(TimeSpan.FromSeconds(20))
            .WithTlsOptions(tls =>
            {
                tls.WithTargetHost("localhost").WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13);
                tls.WithCertificateValidationHandler(shown => shown.Certificate is { } server && hub.Judge(server.GetRawCertData(), []) is TrustVerdict.Trusted);
                if (certificate is not null)
                {
                    tls.WithClientCertificates([certificate]);
                }
            });
        if (will is not null)
        {
            options.WithWillTopic(will.Topic).WithWillPayload(will.Payload.ToArray()).WithWillContentType(will.ContentType).WithWillRetain(will.Retain)
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        }

        return _client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken);
    }

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter)
    {
        MqttClientSubscribeResult result = await _client.SubscribeAsync(
            new MqttTopicFilterBuilder().WithTopic(filter).WithAtLeastOnceQoS().Build(), TestContext.Current.CancellationToken);
        return result.Items.Single().ResultCode;
    }

    public async Task<MqttClientPublishReasonCode> PublishAsync(MqttApplicationMessage message) =>
        (await _client.PublishAsync(message, TestContext.Current.CancellationToken)).ReasonCode;

    /// <summary>Hangs up without a word, as a cable that is pulled: the broker sends the will.</summary>
    public void Break() => _client.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions());
        }

        _client.Dispose();
    }
}
