using MLSecOps.Core.Digests;

namespace MLSecOps.Trust.Revocation;

/// <summary>What is known about revocation, and whether it must be.</summary>
/// <param name="Lists">Certificate revocation lists in DER, untrusted, in the order in which they arrived: a later one that goes back behind an earlier one is refused.</param>
/// <param name="Required">Each certificate below the anchor must be covered by a list of its issuer.</param>
public sealed record RevocationPolicy(IReadOnlyList<ReadOnlyMemory<byte>> Lists, bool Required)
{
    /// <summary>The lowest CRL number that a list of an authority may have, by SHA-256 of the authority's SubjectPublicKeyInfo: what a bulletin demands, or a machine has accepted before. An authority that is named must have a list.</summary>
    public IReadOnlyDictionary<Sha256Digest, CrlNumber> LeastNumbers { get; init; } = new Dictionary<Sha256Digest, CrlNumber>();
}
