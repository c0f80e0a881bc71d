using System.Globalization;
using System.Text.Json;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>What the device says, as MQTT messages: CloudEvents in binary mode, QoS 1.</summary>
internal static class UpMessages
{
    private const int NonceDigits = 16;

    // Fixed header, packet identifier, lengths and properties of fixed size, with room to spare.
    private const int PacketOverhead = 64;
    private const int PropertyOverhead = 5;

    /// <summary>A record of the chain; without its payload when that is gone.</summary>
    public static MqttApplicationMessage Of(Ueid ueid, SpooledRecord record)
    {
        ChainLink link = record.Link;
        List<MqttUserProperty> properties = Attributes(ueid, $"{link.Epoch.Hex}-{Number(link.Sequence)}", link.Type, StatusView.Rfc3339(record.Time));
        if (record.Subject is { } subject)
        {
            properties.Add(Property(EventAttributes.Subject, subject));
        }

        properties.Add(Property(EventAttributes.ChainEpoch, link.Epoch.Hex));
        properties.Add(Property(EventAttributes.ChainSequence, Number(link.Sequence)));
        properties.Add(Property(EventAttributes.ChainPrevious, link.Previous.Hex));
        properties.Add(Property(EventAttributes.Severity, link.Severity));
        return record.Payload is { IsEmpty: false } payload
            ? Message(ueid, RecordTypes.TopicOf(link.Type), MediaTypes.Json, payload, properties)
            : Message(ueid, RecordTypes.TopicOf(link.Type), MediaTypes.Link, link.Encode(), properties);
    }

    /// <summary>Evidence; the broker drops it when its nonce has ended.</summary>
    public static MqttApplicationMessage Of(Ueid ueid, OpenNonce nonce, MadeEvidence evidence, DateTimeOffset now)
    {
        MqttApplicationMessage message = Message(
            ueid,
            Topics.Evidence,
            evidence.MediaType,
            evidence.Message,
            Attributes(
                ueid,
                $"evidence-{Convert.ToHexStringLower(nonce.Nonce.Span)[..NonceDigits]}-{Number(evidence.Head.Sequence)}",
                RecordTypes.Evidence,
                StatusView.Rfc3339(now)));
        message.MessageExpiryInterval = (uint)Math.Max(1, Math.Ceiling(nonce.Left.TotalSeconds));
        return message;
    }

    /// <summary>At least as many bytes as the message's packet has.</summary>
    public static long SizeOf(MqttApplicationMessage message) => PacketOverhead + message.Payload.Length + Length(message.Topic) + Length(message.ContentType)
        + (message.UserProperties?.Sum(property => PropertyOverhead + Length(property.Name) + property.ValueBuffer.Length) ?? 0);

    /// <summary>That a connection ends: the broker's to send when it breaks, the device's own before it hangs up.</summary>
    public static MqttApplicationMessage Death(Ueid ueid, long number) => Message(
        ueid,
        Topics.Death,
        MediaTypes.Json,
        JsonSerializer.SerializeToUtf8Bytes(new DeathRecord(DeathRecord.SchemaName, number), TelemetryJson.Default.DeathRecord),
        Attributes(ueid, $"death-{Number(number)}", RecordTypes.Death, null));

    private static MqttApplicationMessage Message(Ueid ueid, string kind, string contentType, ReadOnlyMemory<byte> payload, List<MqttUserProperty> properties) => new()
    {
        Topic = Topics.Up(ueid.Hex, kind),
        ContentType = contentType,
        Payload = new System.Buffers.ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        UserProperties = properties,
    };

    private static List<MqttUserProperty> Attributes(Ueid ueid, string id, string type, string? time)
    {
        List<MqttUserProperty> properties =
        [
            Property(EventAttributes.SpecVersion, EventAttributes.SpecVersionValue),
            Property(EventAttributes.Id, id),
            Property(EventAttributes.Source, EventAttributes.SourceOf(ueid.Hex)),
            Property(EventAttributes.Type, type),
        ];
        if (time is not null)
        {
            properties.Add(Property(EventAttributes.Time, time));
        }

        return properties;
    }

    private static MqttUserProperty Property(string name, string value) => new(name, System.Text.Encoding.UTF8.GetBytes(value).AsMemory());

    private static long Length(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
