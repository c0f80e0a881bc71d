using MLSecOps.Core.Findings;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>What the verify loop found about one signed document.</summary>
/// <param name="Verdict">The outcome, with every check. When several signed, a check of a signer that does not count may have failed in a trusted verdict.</param>
/// <param name="Signers">The distinct keys that count, in envelope order; for an inconclusive verdict those that would count if the time were proven.</param>
/// <param name="Time">The time used.</param>
public sealed record DocumentAppraisal(TrustVerdict Verdict, IReadOnlyList<SignerIdentity> Signers, VerificationTime Time);
