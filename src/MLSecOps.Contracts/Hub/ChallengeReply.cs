namespace MLSecOps.Contracts.Hub;

/// <summary>A nonce is on its way to a device.</summary>
/// <param name="Nonce">Hexadecimal.</param>
/// <param name="Expires">Until when its answer counts, RFC 3339 UTC.</param>
public sealed record ChallengeReply(string Nonce, string Expires);
