namespace MLSecOps.Trust.Evidence;

/// <summary>The nonce that evidence has to answer.</summary>
/// <param name="Nonce">8 to 64 bytes; the hub's have 32.</param>
/// <param name="Expires">Until when the answer counts, by the verifier's clock; null when that is not judged, as for an exported bundle whose hub judged it.</param>
public sealed record EvidenceChallenge(ReadOnlyMemory<byte> Nonce, DateTimeOffset? Expires);
