using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Directives;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Directives;

/// <summary>What was found about one directive. Only a trusted verdict may be acted on.</summary>
/// <param name="Verdict">The outcome, with every check.</param>
/// <param name="Directive">The directive, for reports; null when its signature or form was refused.</param>
/// <param name="Document">SHA-256 of the document's bytes.</param>
/// <param name="Signers">The keys that count.</param>
/// <param name="Memory">What to remember from now on: with this directive when trusted, else as before.</param>
/// <param name="Time">The time used.</param>
public sealed record DirectiveAppraisal(
    TrustVerdict Verdict,
    Directive? Directive,
    Sha256Digest Document,
    IReadOnlyList<SignerIdentity> Signers,
    DirectiveMemory Memory,
    VerificationTime Time);
