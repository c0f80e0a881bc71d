using MLSecOps.Core.Digests;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;

namespace MLSecOps.Trust.Memberships;

/// <summary>The membership that counts on a device.</summary>
/// <param name="Membership">What it says.</param>
/// <param name="Parts">Its exact bytes and signature.</param>
public sealed record MembershipInForce(Membership Membership, SignedParts Parts)
{
    /// <summary>SHA-256 of the document's bytes.</summary>
    public Sha256Digest Document { get; } = Sha256Digest.Of(Parts.Document.Span);
}
