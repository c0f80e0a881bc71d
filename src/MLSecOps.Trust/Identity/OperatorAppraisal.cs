using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Identity;

/// <summary>What was found about an operator's certificate.</summary>
/// <param name="Verdict">The outcome, with every check. Only a trusted one may steer.</param>
/// <param name="Name">Subject name, RFC 4514 style; null when the certificate was rejected for anything but its dates.</param>
/// <param name="Key">SHA-256 of the SubjectPublicKeyInfo; null when the name is.</param>
public sealed record OperatorAppraisal(TrustVerdict Verdict, string? Name, Sha256Digest? Key);
