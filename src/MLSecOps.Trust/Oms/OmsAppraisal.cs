using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Oms;

/// <summary>What was found about an OMS bundle and its files.</summary>
/// <param name="Verdict">The outcome, with every check.</param>
/// <param name="Statement">What was signed; null when signature or form was refused.</param>
/// <param name="Signers">Whose certificate counts; empty for the method key.</param>
/// <param name="Time">The time used.</param>
public sealed record OmsAppraisal(TrustVerdict Verdict, OmsStatement? Statement, IReadOnlyList<SignerIdentity> Signers, VerificationTime Time);
