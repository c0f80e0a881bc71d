namespace MLSecOps.Contracts.Hub;

/// <summary>A device is out of use.</summary>
/// <param name="Ueid">The device.</param>
/// <param name="Retired">Since when, RFC 3339 UTC.</param>
public sealed record RetireReply(string Ueid, string Retired);
