namespace MLSecOps.Trust.Identity;

/// <summary>A certificate that its authority takes back.</summary>
/// <param name="Certificate">DER.</param>
/// <param name="Since">When.</param>
/// <param name="Cause">Why.</param>
public sealed record RevokedCertificate(ReadOnlyMemory<byte> Certificate, DateTimeOffset Since, RevocationCause Cause);
