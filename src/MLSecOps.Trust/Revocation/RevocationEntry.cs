namespace MLSecOps.Trust.Revocation;

/// <summary>One revoked certificate.</summary>
/// <param name="Since">When it was revoked, UTC.</param>
/// <param name="Reason">CRLReason (RFC 5280, 5.3.1), such as 1 for keyCompromise; null when not stated.</param>
internal readonly record struct RevocationEntry(DateTimeOffset Since, int? Reason);
