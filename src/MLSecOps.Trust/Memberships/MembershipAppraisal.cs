using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Memberships;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Memberships;

/// <summary>What was found about one membership. Only a trusted verdict may be acted on.</summary>
/// <param name="Verdict">The outcome, with every check.</param>
/// <param name="Membership">The membership, for reports; null when its signature or form was refused.</param>
/// <param name="Document">SHA-256 of the document's bytes.</param>
/// <param name="State">What to remember from now on: with this membership when trusted, else as before.</param>
public sealed record MembershipAppraisal(TrustVerdict Verdict, Membership? Membership, Sha256Digest Document, TrustState State);
