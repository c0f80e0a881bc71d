using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using MLSecOps.Configuration.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Identity;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace MLSecOps.Hub.Mqtt;

/// <summary>The hub's own broker: TLS with client certificates, devices on their own topics, operators as listeners.</summary>
/// <remarks>
/// A device publishes below its <c>up/</c> and reads its <c>down/</c>; its client identifier is its UEID. An operator reads
/// everything and publishes nothing. TLS takes any client certificate, since it proves possession only; who that is,
/// <see cref="CallerJudge"/> says at CONNECT, so that a refusal has a reason code of MQTT.
/// </remarks>
internal sealed class EmbeddedBroker(ListenAddress listen, HubIdentity identity, CallerJudge judge) : IBroker
{
    private const string Self = "mlsec-hub";
    private const string CallerKey = "caller";
    private const int PendingMessages = 1000;

    private readonly ConcurrentDictionary<string, Caller> _admitted = new(StringComparer.Ordinal);

    private MqttServer? _server;
    private MqttServerOptions? _options;
    private IBrokerSink _sink = null!;

    public int Port => _options?.TlsEndpointOptions.Port ?? 0;

    public string? Trouble => _server is { IsStarted: true } ? null : "the broker does not run";

    public async Task StartAsync(IBrokerSink sink, CancellationToken cancellationToken)
    {
        _sink = sink;
        MqttServerOptionsBuilder builder = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointPort(listen.Port)
            .WithEncryptedEndpointBoundIPAddress(listen.Address.AddressFamily == AddressFamily.InterNetwork ? listen.Address : IPAddress.None)
            .WithEncryptedEndpointBoundIPV6Address(listen.Address.AddressFamily == AddressFamily.InterNetworkV6 ? listen.Address : IPAddress.None)
            .WithEncryptionCertificate(identity.Tls)
            .WithEncryptionSslProtocol(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificate((_, certificate, _, _) => certificate is not null)
            .WithMaxPendingMessagesPerClient(PendingMessages)
            .WithPersistentSessions();
        _options = builder.Build();
        _server = new MqttServerFactory().CreateMqttServer(_options);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.ClientConnectedAsync += ConnectedAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.InterceptingPublishAsync += PublishAsync;
        try
        {
            await _server.StartAsync();
        }
        catch (SocketException refused)
        {
            throw new IOException($"{listen}: {refused.Message}", refused);
        }
    }

    public async Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (_server is { IsStarted: true } server)
        {
            await server.InjectApplicationMessage(new InjectedMqttApplicationMessage(MqttConversions.Outgoing(message)) { SenderClientId = Self }, cancellationToken);
        }
    }

    public async Task DisconnectAsync(string ueid, Reason reason, CancellationToken cancellationToken)
    {
        if (_server is { IsStarted: true } server && (await server.GetClientsAsync()).Any(client => client.Id == ueid))
        {
            await server.DisconnectClientAsync(ueid, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.AdministrativeAction, ReasonString = reason.Code });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.StopAsync(new MqttServerStopOptions());
            server.Dispose();
        }
    }

    private Task ValidateAsync(ValidatingConnectionEventArgs connection)
    {
        Caller caller = judge.Judge(connection.ClientCertificate);
        bool looksLikeDevice = Ueid.TryParse(connection.ClientId, out _);
        if (caller is Caller.Unknown unknown)
        {
            Refuse(connection, MqttConnectReasonCode.NotAuthorized, unknown.Reason);
            _sink.Refused(unknown.Ueid, unknown.Reason, $"{connection.RemoteEndPoint}: {unknown.Detail}");
        }
        else if (caller is Caller.OfDevice device && device.Device.Ueid != connection.ClientId)
        {
            Refuse(connection, MqttConnectReasonCode.ClientIdentifierNotValid, EnrolmentReasons.TopicForbidden);
            _sink.Refused(device.Device.Ueid, EnrolmentReasons.TopicForbidden, "a client identifier that is not its UEID");
        }
        else if (caller is Caller.Operator && (looksLikeDevice || connection.ClientId == Self))
        {
            Refuse(connection, MqttConnectReasonCode.ClientIdentifierNotValid, EnrolmentReasons.NotAuthorised);
        }
        else
        {
            if (connection.ClientId.Length == 0)
            {
                connection.AssignedClientIdentifier = $"operator-{Guid.NewGuid():N}";
            }

            connection.SessionItems[CallerKey] = caller;
            _admitted[connection.AssignedClientIdentifier is { Length: > 0 } assigned ? assigned : connection.ClientId] = caller;
            if (caller is Caller.OfDevice { Next: { } used } renewed)
            {
                _sink.KeyUsed(renewed.Device.Ueid, used.Key);
            }
        }

        return Task.CompletedTask;
    }

    // A session that outlived its connection has the caller of before; what counts is who has just proven what.
    private Task ConnectedAsync(ClientConnectedEventArgs connected)
    {
        if (_admitted.TryRemove(connected.ClientId, out Caller? caller))
        {
            connected.SessionItems[CallerKey] = caller;
        }

        return Task.CompletedTask;
    }

    private Task SubscribeAsync(InterceptingSubscriptionEventArgs subscription)
    {
        string filter = subscription.TopicFilter.Topic;
        bool allowed = subscription.SessionItems[CallerKey] switch
        {
            Caller.Operator => filter.StartsWith(Topics.Prefix, StringComparison.Ordinal) || filter == "#",
            Caller.OfDevice device => filter.StartsWith($"{Topics.Prefix}{device.Device.Ueid}/down/", StringComparison.Ordinal),
            _ => false,
        };
        if (!allowed)
        {
            subscription.ProcessSubscription = false;
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            subscription.ReasonString = EnrolmentReasons.TopicForbidden.Code;
            Report(subscription.SessionItems[CallerKey], $"subscribed to {filter}");
        }

        return Task.CompletedTask;
    }

    private async Task PublishAsync(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId == Self)
        {
            return;
        }

        string topic = publish.ApplicationMessage.Topic;
        if (publish.SessionItems[CallerKey] is not Caller.OfDevice device || !topic.StartsWith($"{Topics.Prefix}{device.Device.Ueid}/up/", StringComparison.Ordinal))
        {
            publish.ProcessPublish = false;
            publish.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            publish.Response.ReasonString = EnrolmentReasons.TopicForbidden.Code;
            Report(publish.SessionItems[CallerKey], $"published on {topic}");
            return;
        }

        // A retained message reaches whoever subscribes later, and would look as if the device had just said it.
        publish.ApplicationMessage.Retain = false;
        await _sink.ReceivedAsync(MqttConversions.Incoming(publish.ApplicationMessage) with { Key = device.Key }, publish.CancellationToken);
    }

    private void Report(object? caller, string what) =>
        _sink.Refused((caller as Caller.OfDevice)?.Device.Ueid, EnrolmentReasons.TopicForbidden, what);

    private static void Refuse(ValidatingConnectionEventArgs connection, MqttConnectReasonCode code, Reason reason)
    {
        connection.ReasonCode = code;
        connection.ReasonString = reason.Code;
    }
}
