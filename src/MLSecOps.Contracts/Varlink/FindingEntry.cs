namespace MLSecOps.Contracts.Varlink;

/// <summary>One recent finding.</summary>
/// <param name="Time">RFC 3339 UTC by the device's clock.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Severity">A word of the journal: <c>critical</c>, <c>error</c>, <c>warning</c>, <c>notice</c> or <c>info</c>.</param>
/// <param name="Model">The slot, or null.</param>
/// <param name="Detail">One line; may hold text from outside: escape before printing.</param>
public sealed record FindingEntry(string Time, string Reason, string Severity, string? Model = null, string? Detail = null);
