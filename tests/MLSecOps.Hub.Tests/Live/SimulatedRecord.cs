using System.Globalization;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Chain;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>A record that a simulated device made; it is sent when and how the test says.</summary>
internal sealed record SimulatedRecord(string Ueid, ChainLink Link, byte[] Payload)
{
    public ChainHead Head => Link.Head;

    /// <summary>As devices send it; tests change one attribute at a time.</summary>
    public MqttApplicationMessage Message(string? contentType = MediaTypes.Json, byte[]? payload = null, string? topic = null, Func<(string Name, string Value), string>? change = null)
    {
        (string Name, string Value)[] properties =
        [
            (EventAttributes.SpecVersion, EventAttributes.SpecVersionValue),
            (EventAttributes.Id, $"{Link.Epoch.Hex}-{Number}"),
            (EventAttributes.Source, EventAttributes.SourceOf(Ueid)),
            (EventAttributes.Type, Link.Type),
            (EventAttributes.ChainEpoch, Link.Epoch.Hex),
            (EventAttributes.ChainSequence, Number),
            (EventAttributes.ChainPrevious, Link.Previous.Hex),
            (EventAttributes.Severity, Link.Severity),
        ];
        return SimulatedDevice.Message(
            topic ?? Topics.Up(Ueid, RecordTypes.TopicOf(Link.Type)), contentType, payload ?? Payload,
            change is null ? properties : [.. properties.Select(each => (each.Name, change(each)))]);
    }

    /// <summary>The link alone, as devices send a record whose payload they had to drop.</summary>
    public MqttApplicationMessage LinkOnly() => Message(MediaTypes.Link, Link.Encode());

    private string Number => Link.Sequence.ToString(CultureInfo.InvariantCulture);
}
