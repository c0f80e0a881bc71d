namespace MLSecOps.Hub.Mqtt;

/// <summary>A message to a device.</summary>
/// <param name="Topic">Whole topic.</param>
/// <param name="ContentType">MQTT 5 content type.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Retain">The broker keeps it for whoever subscribes later.</param>
/// <param name="Expiry">After which time the broker drops it; null for never.</param>
internal sealed record OutgoingMessage(string Topic, string ContentType, ReadOnlyMemory<byte> Payload, bool Retain = false, TimeSpan? Expiry = null);
