namespace MLSecOps.Contracts.Hub;

/// <summary>One line of a device's story.</summary>
/// <param name="Time">RFC 3339 UTC, by the hub's clock.</param>
/// <param name="Model">Which model; null for the device itself.</param>
/// <param name="What">One line; may hold text from outside.</param>
/// <param name="Reason">Reason code, or null.</param>
/// <param name="Severity">A word of the journal.</param>
public sealed record HubChange(string Time, string? Model, string What, string? Reason, string Severity);
