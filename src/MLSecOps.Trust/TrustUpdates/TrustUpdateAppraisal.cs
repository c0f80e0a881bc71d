using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.TrustUpdates;

/// <summary>What was found about one trust update. Only a trusted verdict may be acted on.</summary>
/// <param name="Verdict">The outcome, with every check.</param>
/// <param name="Update">The update, for reports; null when its form was refused.</param>
/// <param name="Document">SHA-256 of the document's bytes.</param>
/// <param name="Signers">The keys that count under the roots in force.</param>
/// <param name="State">What to remember from now on: with this update when trusted, else as before.</param>
public sealed record TrustUpdateAppraisal(
    TrustVerdict Verdict, TrustUpdate? Update, Sha256Digest Document, IReadOnlyList<SignerIdentity> Signers, TrustState State);
