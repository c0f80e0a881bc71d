using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Access;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace MLSecOps.Hub.Tests.Broker;

/// <summary>Topic, client identifier and certificate name the same device, or the broker refuses.</summary>
public sealed class BrokerAccessTests : IAsyncLifetime
{
    private const string Nobody = "0100112233445566778899aabbccddeeff";

    private LiveHub _hub = null!;
    private SimulatedDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync();
        _device = await _hub.ConnectedDeviceAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task A_device_speaks_on_its_own_topics_and_an_operator_hears_it()
    {
        await using BrokerClient listener = await OperatorAsync();
        SimulatedRecord record = _device.NextEpoch();
        await _device.SendAsync(record);
        MqttApplicationMessage heard = await listener.Inbox.TakeAsync(message => message.Topic == Topics.Up(_device.Ueid.Hex, Topics.Finding), "the record");
        Assert.Equal(record.Payload, heard.Payload.ToArray());
        Assert.Contains(heard.UserProperties, property => property.Name == EventAttributes.ChainEpoch);
    }

    public static TheoryData<string> ForeignTopics { get; } =
    [
        Topics.Up(Nobody, Topics.Finding),
        Topics.Down(Nobody, Topics.Challenge),
        "mlsec/1/OWN/down/ack",
        "mlsec/1/OWN/down/desired",
        "mlsec/1/OWN",
        "mlsec/1/OWNx/up/finding",
        "mlsec/2/OWN/up/finding",
        "other",
    ];

    [Theory]
    [MemberData(nameof(ForeignTopics))]
    [RedTeam("G5", "Publishes on the topics of another device, of the hub or of nobody", typeof(EmbeddedBroker), "TOPIC_FORBIDDEN")]
    public async Task A_device_does_not_publish_elsewhere(string topic)
    {
        topic = topic.Replace("OWN", _device.Ueid.Hex, StringComparison.Ordinal);
        await using BrokerClient listener = await OperatorAsync();
        MqttApplicationMessage message = SimulatedDevice.Message(topic, MediaTypes.Json, "{}"u8.ToArray());
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await _device.Broker.PublishAsync(message));
        await _device.SettleAsync();
        Assert.Equal([EnrolmentReasons.TopicForbidden.Code], await _device.OpenAsync());
        Assert.DoesNotContain(listener.Inbox.All(topic), heard => heard.Payload.Length == 2);
    }

    public static TheoryData<string> ForeignFilters { get; } =
    [
        Topics.EverythingDown(Nobody), Topics.Up(Nobody, "#"), "#", "+/#", "mlsec/1/+/down/#", "mlsec/1/+/down/challenge", "mlsec/1/OWN/#", "mlsec/1/OWN/up/#", "mlsec/1/OWN/+/challenge",
        "$SYS/#",
    ];

    [Theory]
    [MemberData(nameof(ForeignFilters))]
    [RedTeam("G5", "Listens to other devices", typeof(EmbeddedBroker), "TOPIC_FORBIDDEN")]
    public async Task A_device_does_not_listen_elsewhere(string filter)
    {
        filter = filter.Replace("OWN", _device.Ueid.Hex, StringComparison.Ordinal);
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await _device.Broker.SubscribeAsync(filter));
        await _device.SettleAsync();
        Assert.Equal([EnrolmentReasons.TopicForbidden.Code], await _device.OpenAsync());
    }

    [Fact]
    public async Task A_device_shares_no_subscription() =>
        Assert.Equal(MqttClientSubscribeResultCode.SharedSubscriptionsNotSupported, await _device.Broker.SubscribeAsync($"$share/group/{Topics.EverythingDown(Nobody)}"));

    [Fact]
    public async Task A_device_does_not_hear_what_another_one_is_told()
    {
        await using SimulatedDevice other = await _hub.ConnectedDeviceAsync();
        await other.SettleAsync();
        await _device.SettleAsync();
        Assert.DoesNotContain(_device.Inbox.All(string.Empty), message => message.Topic.Contains(other.Ueid.Hex, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Nobody)]
    [InlineData("another")]
    [InlineData("mlsec-hub")]
    [InlineData("")]
    [RedTeam("G5", "Connects under the name of another device, or of the hub", typeof(EmbeddedBroker), "TOPIC_FORBIDDEN")]
    public async Task A_device_does_not_connect_under_another_name(string name)
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        await using BrokerClient client = new();
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await RefusedAsync(client, name, device.Certificate));
        await _device.SettleAsync();
        Assert.Equal([EnrolmentReasons.TopicForbidden.Code], await device.OpenAsync());
    }

    [Fact]
    public async Task Nobody_connects_without_a_certificate()
    {
        await using BrokerClient client = new();
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => client.ConnectAsync(_hub, Nobody, null));
        Assert.False(client.IsConnected);
    }

    public static TheoryData<string> Strangers { get; } = ["never enrolled", "other key", "other fleet", "server", "publisher"];

    [Theory]
    [MemberData(nameof(Strangers))]
    [RedTeam("G5", "Connects with a certificate that was never enrolled, was replaced, or is of another fleet or use", typeof(CallerJudge))]
    public async Task Nobody_connects_with_a_certificate_that_is_not_in_force(string kind)
    {
        FleetKeys keys = _hub.Keys;
        X509Certificate2 certificate = kind switch
        {
            "never enrolled" => keys.DeviceAuthority.Issue(Nobody, FleetKeys.ClientProfile),
            "other key" => keys.DeviceAuthority.Issue(_device.Ueid.Hex, FleetKeys.ClientProfile),
            "other fleet" => new FleetKeys().DeviceAuthority.Issue(_device.Ueid.Hex, FleetKeys.ClientProfile),
            "server" => keys.Tls,
            _ => Trust.Tests.SamplePackage.Publisher,
        };
        await using BrokerClient client = new();
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await RefusedAsync(client, kind == "never enrolled" ? Nobody : _device.Ueid.Hex, certificate));
        Assert.True(_device.Broker.IsConnected);
    }

    [Theory]
    [InlineData("mlsec-hub")]
    [InlineData(Nobody)]
    [RedTeam("G5", "Connects as an operator under the name of a device or of the hub", typeof(EmbeddedBroker))]
    public async Task An_operator_takes_no_device_s_name_nor_the_hub_s(string name)
    {
        await using BrokerClient client = new();
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await RefusedAsync(client, name, _hub.Keys.Operator));
    }

    [Fact]
    public async Task Operators_without_a_name_are_different_clients()
    {
        await using BrokerClient one = await OperatorAsync(string.Empty);
        await using BrokerClient two = await OperatorAsync(string.Empty);
        await _device.SendAsync(_device.NextEpoch());
        await one.Inbox.TakeAsync(message => message.Topic.EndsWith(Topics.Finding, StringComparison.Ordinal), "the record");
        await two.Inbox.TakeAsync(message => message.Topic.EndsWith(Topics.Finding, StringComparison.Ordinal), "the record");
    }

    [Fact]
    [RedTeam("G4", "Publishes challenges and commands as an operator, past the hub", typeof(EmbeddedBroker), "TOPIC_FORBIDDEN")]
    public async Task An_operator_publishes_nothing()
    {
        await using BrokerClient client = await OperatorAsync();
        foreach (string topic in (string[])[Topics.Down(_device.Ueid.Hex, Topics.Challenge), Topics.Up(_device.Ueid.Hex, Topics.Finding), Topics.CommandOf(_device.Ueid.Hex, CommandVerbs.Attest), "other"])
        {
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await client.PublishAsync(SimulatedDevice.Message(topic, MediaTypes.Json, "{}"u8.ToArray())));
        }

        await _device.SettleAsync();
        Assert.DoesNotContain(_device.Inbox.All(string.Empty), message => message.Payload.Length == 2);
        Assert.Empty(await _device.OpenAsync());
        Assert.Contains(EnrolmentReasons.TopicForbidden.Code, _hub.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_device_says_is_not_kept()
    {
        MqttApplicationMessage message = _device.NextEpoch().Message();
        message.Retain = true;
        await _device.SendAsync(message);
        await _device.SettleAsync();
        await using BrokerClient late = await OperatorAsync();
        await _device.SettleAsync();
        Assert.Empty(late.Inbox.All("/up/finding"));
    }

    [Fact]
    [RedTeam("G5", "Leaves a will in the name of another device", typeof(EmbeddedBroker), "TOPIC_FORBIDDEN")]
    public async Task A_will_on_another_device_s_topic_is_not_passed_on()
    {
        await using SimulatedDevice other = await _hub.DeviceAsync();
        await other.ConnectAsync(_device.Death(1));
        await using BrokerClient listener = await OperatorAsync();
        other.Break();
        await _hub.UntilAsync(() => _hub.Said.Contains($"{other.Ueid}: published on {Topics.Up(_device.Ueid.Hex, Topics.Death)}", StringComparison.Ordinal));
        await _device.SettleAsync();
        Assert.Equal([EnrolmentReasons.TopicForbidden.Code], await other.OpenAsync());
        Assert.Empty(await _device.OpenAsync());
        Assert.Empty(listener.Inbox.All("/up/death"));
    }

    [Fact]
    public async Task A_will_is_passed_on_and_not_kept()
    {
        MqttApplicationMessage will = _device.Death(1);
        will.Retain = true;
        _device.Break();
        await _device.ConnectAsync(will);
        await using BrokerClient listener = await OperatorAsync();
        _device.Break();
        await listener.Inbox.TakeAsync(message => message.Topic == will.Topic, "the will");

        await _device.ConnectAsync();
        await using BrokerClient late = await OperatorAsync("late");
        await _device.SettleAsync();
        Assert.Empty(late.Inbox.All("/up/death"));
    }

    private async Task<BrokerClient> OperatorAsync(string name = "operator")
    {
        BrokerClient client = new();
        MqttClientConnectResult result = await client.ConnectAsync(_hub, name, _hub.Keys.Operator);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await client.SubscribeAsync("mlsec/1/#"));
        return client;
    }

    private async Task<MqttClientConnectResultCode> RefusedAsync(BrokerClient client, string name, X509Certificate2 certificate) =>
        (await client.ConnectAsync(_hub, name, certificate)).ResultCode;
}
