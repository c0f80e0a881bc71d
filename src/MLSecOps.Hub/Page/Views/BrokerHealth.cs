namespace MLSecOps.Hub.Page.Views;

/// <summary>How the broker is, as the hub sees it now.</summary>
/// <param name="Kind"><c>embedded</c> or <c>external</c>.</param>
/// <param name="Up">The hub takes part: it listens, or it is connected.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Detail">One line when it is down: the system's words.</param>
/// <param name="Connections">Devices that are connected; null when the hub cannot tell (external broker).</param>
public sealed record BrokerHealth(string Kind, bool Up, DateTimeOffset Since, string? Detail = null, int? Connections = null);
