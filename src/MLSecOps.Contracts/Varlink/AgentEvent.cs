namespace MLSecOps.Contracts.Varlink;

/// <summary>Something that happened to a model on this device.</summary>
/// <param name="Time">RFC 3339 UTC by the device's clock.</param>
/// <param name="Event">A word of <see cref="AgentEvents"/>.</param>
/// <param name="Model">Slot name; null when it is about the device.</param>
/// <param name="Release">The current release of that model; null when there is none.</param>
/// <param name="Verdict">Its verdict from now on: <c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>; null for a finding.</param>
/// <param name="Reason">Reason code; null when there is none to name.</param>
public sealed record AgentEvent(string Time, string Event, string? Model = null, long? Release = null, string? Verdict = null, string? Reason = null);
