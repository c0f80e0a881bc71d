using MLSecOps.Core.Digests;

namespace MLSecOps.Trust.Directives;

/// <summary>A directive that a device accepted, as it remembers it durably.</summary>
/// <param name="Signer">SHA-256 of the signer's SubjectPublicKeyInfo.</param>
/// <param name="Scope">Text of the scope, such as <c>device:&lt;ueid&gt;</c>.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Document">SHA-256 of the document's bytes.</param>
public sealed record DirectiveRecord(Sha256Digest Signer, string Scope, long Sequence, Sha256Digest Document);
