using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Identity;

/// <summary>What was found about a manufacturer's certificate.</summary>
/// <param name="Verdict">The outcome, with every check. Only a trusted one enrols.</param>
/// <param name="Name">SHA-256 of issuer and subject: the device as its manufacturer names it; null when the verdict is not trusted.</param>
/// <param name="Key">SHA-256 of the SubjectPublicKeyInfo; null when the name is.</param>
/// <param name="Subject">The subject for people, RFC 4514 style; null when the name is.</param>
public sealed record IdevidAppraisal(TrustVerdict Verdict, Sha256Digest? Name, Sha256Digest? Key, string? Subject);
