using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Linux.Tls;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>Somebody at the broker who hears what the device says, and speaks in the hub's place.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly TestHub _hub;
    private readonly MqttClient _client;

    private Listener(TestHub hub, MqttClient client)
    {
        _hub = hub;
        _client = client;
    }

    /// <summary>All that was heard, in order.</summary>
    public ConcurrentQueue<MqttApplicationMessage> Heard { get; } = new();

    public static async Task<Listener> ConnectAsync(TestHub hub, Mosquitto broker)
    {
        SslStream stream = await TlsClient.ConnectAsync(
            "localhost",
            broker.Port,
            (certificate, companions) => hub.Trust.JudgeServer("localhost", null, certificate, companions),
            SslStreamCertificateContext.Create(hub.Listener, [], offline: true),
            TimeSpan.FromSeconds(10),
            default);
        BrokerChannel channel = new(stream);
        Listener listener = new(hub, new MqttClient(new BrokerChannels(channel), MqttNetNullLogger.Instance));
        listener._client.ApplicationMessageReceivedAsync += received =>
        {
            listener.Heard.Enqueue(received.ApplicationMessage);
            channel.Done();
            return Task.CompletedTask;
        };
        await listener._client.ConnectAsync(new MqttClientOptions
        {
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint("localhost", broker.Port) },
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = "test-listener",
        });
        await listener._client.SubscribeAsync(new MqttClientSubscribeOptions
        {
            TopicFilters = [new MqttTopicFilter { Topic = "mlsec/1/+/up/#", QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
        });
        return listener;
    }

    public static string? Property(MqttApplicationMessage message, string name) => message.UserProperties?.FirstOrDefault(property => property.Name == name)?.ReadValueAsString();

    public static string Kind(MqttApplicationMessage message) => message.Topic.Split('/')[4];

    public IReadOnlyList<MqttApplicationMessage> All(string kind) => [.. Heard.Where(message => Kind(message) == kind)];

    /// <summary>Waits for a message.</summary>
    public async Task<MqttApplicationMessage> HearAsync(string kind, Func<MqttApplicationMessage, bool>? which = null)
    {
        await _hub.UntilAsync(() => All(kind).Any(which ?? (_ => true)), $"a message up/{kind}; heard {string.Join(", ", Heard.Select(Kind))}");
        return All(kind).First(which ?? (_ => true));
    }

    public Task SayAsync(string topic, byte[] payload, bool retain = false) => _client.PublishAsync(new MqttApplicationMessage
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        Retain = retain,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    });

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
