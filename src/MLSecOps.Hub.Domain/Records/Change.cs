namespace MLSecOps.Hub.Domain.Records;

/// <summary>One line of a device's story: what changed, for people.</summary>
/// <param name="Time">By the hub's clock.</param>
/// <param name="Ueid">Which device.</param>
/// <param name="Model">Which model; null for the device itself.</param>
/// <param name="What">One line; may hold text from outside, to be escaped where it is shown.</param>
/// <param name="Reason">Reason code, or null.</param>
/// <param name="Severity">A word of the journal.</param>
public sealed record Change(DateTimeOffset Time, string Ueid, string? Model, string What, string? Reason, string Severity);
