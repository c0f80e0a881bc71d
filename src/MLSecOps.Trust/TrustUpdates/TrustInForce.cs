using MLSecOps.Core.Digests;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;

namespace MLSecOps.Trust.TrustUpdates;

/// <summary>The trust update that counts on a machine.</summary>
/// <param name="Update">What it says.</param>
/// <param name="Parts">Its exact bytes and signature.</param>
public sealed record TrustInForce(TrustUpdate Update, SignedParts Parts)
{
    /// <summary>SHA-256 of the document's bytes.</summary>
    public Sha256Digest Document { get; } = Sha256Digest.Of(Parts.Document.Span);
}
