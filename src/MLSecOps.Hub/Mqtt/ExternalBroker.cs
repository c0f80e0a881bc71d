using System.Net;
using System.Security.Authentication;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MLSecOps.Hub.Mqtt;

/// <summary>A broker elsewhere, such as Mosquitto, of which this hub is a client with a shared subscription, so that replicas divide the work.</summary>
/// <remarks>
/// The broker holds the access list (packaging/broker): it must let a device publish on its own topics only. What comes is not
/// acknowledged before the sink took it. The broker's list knows the hub by the common name of its client certificate.
/// </remarks>
internal sealed class ExternalBroker(string host, int port, HubIdentity identity, TimeProvider time) : IBroker
{
    private const uint SessionSeconds = 7 * 24 * 3600;
    private const ushort ReceiveMaximum = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private IBrokerSink _sink = null!;
    private Task _keeping = Task.CompletedTask;
    private volatile string? _trouble = "not connected yet";

    /// <summary>Called after each connect: what the broker should keep for devices is published again.</summary>
    public Action? Connected { get; set; }

    public int Port => 0;

    public string? Trouble => _trouble;

    public Task StartAsync(IBrokerSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
        _keeping = Task.Run(KeepConnectedAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!_client.IsConnected)
        {
            return;
        }

        try
        {
            await _client.PublishAsync(MqttConversions.Outgoing(message), cancellationToken);
        }
        catch (Exception lost) when (lost is MQTTnet.Exceptions.MqttCommunicationException or IOException or InvalidOperationException)
        {
            _trouble = lost.Message;
        }
    }

    public Task DisconnectAsync(string ueid, Reason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync(new MqttClientDisconnectOptions());
        }

        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task KeepConnectedAsync()
    {
        TimeSpan pause = FirstPause;
        while (!_stopping.IsCancellationRequested)
        {
            if (!_client.IsConnected)
            {
                bool connected = await ConnectAsync();
                pause = connected ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }

            // Full jitter, so that replicas do not come back together.
            await Task.Delay(_client.IsConnected ? FirstPause : pause * Random.Shared.NextDouble(), time, _stopping.Token);
        }
    }

    private async Task<bool> ConnectAsync()
    {
        try
        {
            MqttClientConnectResult result = await _client.ConnectAsync(Options(), _stopping.Token);
            if (result.ResultCode != MqttClientConnectResultCode.Success)
            {
                _trouble = $"{host}:{port}: {result.ResultCode}";
                return false;
            }

            await _client.SubscribeAsync(
                new MqttTopicFilterBuilder().WithTopic($"$share/hub/{Topics.EverythingUp}").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), _stopping.Token);
            _trouble = null;
            Connected?.Invoke();
            return true;
        }
        catch (Exception failed) when (failed is MQTTnet.Exceptions.MqttCommunicationException or IOException or AuthenticationException)
        {
            _trouble = $"{host}:{port}: {failed.InnerException?.Message ?? failed.Message}";
            return false;
        }
    }

    private MqttClientOptions Options() => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V500)
        .WithEndPoint(new DnsEndPoint(host, port))
        .WithClientId("mlsec-hub")
        .WithCleanStart(false)
        .WithSessionExpiryInterval(SessionSeconds)
        .WithReceiveMaximum(ReceiveMaximum)
        .WithTlsOptions(tls => tls
            .WithTargetHost(host)
            .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificates([identity.Client!])
            .WithCertificateValidationHandler(Judge))
        .Build();

    // A broker elsewhere shows a certificate below the hub's anchor too, for its own name.
    private bool Judge(MqttClientCertificateValidationEventArgs shown)
    {
        if (shown.Certificate is null)
        {
            return false;
        }

        IEnumerable<ReadOnlyMemory<byte>> companions = shown.Chain?.ChainPolicy.ExtraStore.Select(each => (ReadOnlyMemory<byte>)each.RawData) ?? [];
        return HubServerVerifier.Verify(shown.Certificate.GetRawCertData(), companions, identity.Hub, host, null, VerificationTime.ByClock(time.GetUtcNow())) is TrustVerdict.Trusted;
    }

    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        await _sink.ReceivedAsync(MqttConversions.Incoming(received.ApplicationMessage), _stopping.Token);
        await received.AcknowledgeAsync(_stopping.Token);
    }
}
