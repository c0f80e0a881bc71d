using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Bulletins;

/// <summary>The lowest CRL number (RFC 5280, 5.2.3) that a list of an authority may have: older ones would hide a revocation that the publisher knows of.</summary>
/// <param name="Authority">SHA-256 of the authority's SubjectPublicKeyInfo.</param>
/// <param name="Number">0 to 2^53-1.</param>
public sealed record LeastCrlNumber(Sha256Digest Authority, long Number);
