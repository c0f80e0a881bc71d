namespace MLSecOps.Hub.Domain.Records;

/// <summary>A nonce that the hub sent and waits for.</summary>
/// <param name="Nonce">Hexadecimal.</param>
/// <param name="Ueid">For which device; null for the fleet's epoch nonce.</param>
/// <param name="Issued">When.</param>
/// <param name="Expires">Until when answers count.</param>
/// <param name="Statement">The signed statement.</param>
public sealed record OpenChallenge(string Nonce, string? Ueid, DateTimeOffset Issued, DateTimeOffset Expires, ReadOnlyMemory<byte> Statement);
