namespace MLSecOps.Hub.Mqtt;

/// <summary>A message from a device, as the broker gave it. Everything in it is untrusted but that the broker lets nobody publish on another device's topic.</summary>
/// <param name="Topic">Whole topic.</param>
/// <param name="ContentType">MQTT 5 content type; null without one.</param>
/// <param name="Attributes">User properties; of one that comes twice, the first.</param>
/// <param name="Payload">The payload.</param>
internal sealed record IncomingMessage(string Topic, string? ContentType, IReadOnlyDictionary<string, string> Attributes, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The key of the connection that it came on; null when the broker does not tell.</summary>
    public Core.Digests.Sha256Digest? Key { get; init; }

    /// <summary>An attribute; null when it is not there.</summary>
    public string? this[string name] => Attributes.GetValueOrDefault(name);
}
