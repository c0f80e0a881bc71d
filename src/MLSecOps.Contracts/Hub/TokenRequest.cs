namespace MLSecOps.Contracts.Hub;

/// <summary>Asks for an enrolment token.</summary>
/// <param name="Ueid">For this device, 34 hexadecimal digits; null lets the hub draw a new UEID.</param>
/// <param name="ValidSeconds">How long it counts, 60 to 86400; null for 3600.</param>
public sealed record TokenRequest(string? Ueid = null, int? ValidSeconds = null);
