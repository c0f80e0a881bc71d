using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace MLSecOps.Hub.Mqtt;

/// <summary>Between the library's messages and ours.</summary>
internal static class MqttConversions
{
    /// <summary>A message of a device.</summary>
    public static IncomingMessage Incoming(MqttApplicationMessage message)
    {
        Dictionary<string, string> attributes = new(StringComparer.Ordinal);
        foreach (MQTTnet.Packets.MqttUserProperty property in message.UserProperties ?? [])
        {
            attributes.TryAdd(property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span));
        }

        return new IncomingMessage(message.Topic, message.ContentType, attributes, message.Payload.ToArray());
    }

    /// <summary>A message to a device.</summary>
    public static MqttApplicationMessage Outgoing(OutgoingMessage message)
    {
        MqttApplicationMessageBuilder builder = new MqttApplicationMessageBuilder()
            .WithTopic(message.Topic)
            .WithContentType(message.ContentType)
            .WithPayloadSegment(message.Payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag(message.Retain);
        if (message.Expiry is { } expiry)
        {
            builder.WithMessageExpiryInterval((uint)Math.Max(1, expiry.TotalSeconds));
        }

        return builder.Build();
    }
}
