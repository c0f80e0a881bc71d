using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Gives the library's client the one channel that was made for it.</summary>
internal sealed class BrokerChannels(BrokerChannel channel) : IMqttClientAdapterFactory
{
    public IMqttChannelAdapter CreateClientAdapter(MqttClientOptions options, MqttPacketInspector packetInspector, IMqttNetLogger logger) => channel;
}
