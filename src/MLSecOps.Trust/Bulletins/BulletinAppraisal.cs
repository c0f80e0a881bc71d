using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Bulletins;

/// <summary>What was found about one bulletin. Only a trusted verdict may be acted on.</summary>
/// <param name="Verdict">The outcome, with every check.</param>
/// <param name="Bulletin">The bulletin, for reports; null when its signature or form was refused.</param>
/// <param name="Document">SHA-256 of the document's bytes.</param>
/// <param name="Signers">The keys that count.</param>
/// <param name="State">What to remember from now on: with this bulletin when trusted, else as before.</param>
public sealed record BulletinAppraisal(
    TrustVerdict Verdict, Bulletin? Bulletin, Sha256Digest Document, IReadOnlyList<SignerIdentity> Signers, TrustState State);
