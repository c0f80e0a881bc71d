namespace MLSecOps.Contracts.Varlink;

/// <summary>The device is out of use: its keys are gone.</summary>
/// <param name="Ueid">Who it was; null when it was not enrolled.</param>
/// <param name="Untold">Why the hub does not know; null when it does.</param>
public sealed record RetireReply(string? Ueid = null, string? Untold = null);
