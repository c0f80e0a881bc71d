namespace MLSecOps.Configuration.Agent;

/// <summary>Where the hub is.</summary>
/// <param name="Url"><c>hub.url</c>: https, host and port only.</param>
/// <param name="MqttHost">Host of <c>hub.mqtt</c>: a name or an IP address, without brackets.</param>
/// <param name="MqttPort">Its port, 1 to 65535.</param>
public sealed record HubAddress(Uri Url, string MqttHost, int MqttPort)
{
    /// <summary>MQTT over TLS (IANA secure-mqtt).</summary>
    public const int DefaultMqttPort = 8883;
}
