namespace MLSecOps.Contracts.Telemetry;

/// <summary>A topic, taken apart.</summary>
/// <param name="Ueid">The device that it belongs to, 34 hexadecimal digits.</param>
/// <param name="IsUp">True from the device, false to it.</param>
/// <param name="Kind">A kind of <see cref="Topics"/>.</param>
/// <param name="Detail">The id of a result or the verb of a command; null otherwise.</param>
public sealed record TopicName(string Ueid, bool IsUp, string Kind, string? Detail);
