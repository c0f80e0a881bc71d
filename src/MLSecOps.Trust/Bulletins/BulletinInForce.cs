using MLSecOps.Core.Digests;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Trust.Bulletins;

/// <summary>The bulletin that counts on a device.</summary>
/// <param name="Bulletin">What it says.</param>
/// <param name="Parts">Its exact bytes and signature.</param>
/// <param name="Binding">True while its version keeps older ones out. False once a trust update retired those who signed it: what it says stays in force until the new publishers' first bulletin, of whatever version, so that a fast-forwarded version cannot outlive its signers (TUF 1.0.34, 5.3.11).</param>
public sealed record BulletinInForce(Bulletin Bulletin, SignedParts Parts, bool Binding)
{
    /// <summary>SHA-256 of the document's bytes.</summary>
    public Sha256Digest Document { get; } = Sha256Digest.Of(Parts.Document.Span);
}
