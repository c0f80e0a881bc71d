namespace MLSecOps.Contracts.Varlink;

/// <summary>The signed documents in force on a device.</summary>
/// <param name="TrustVersion">Version of the newest trust update; 0 for what trust.toml alone says.</param>
/// <param name="TimeFloor">The newest time that verified documents prove to have passed, RFC 3339 UTC.</param>
/// <param name="Frozen">Reason codes of documents that should have been replaced by now.</param>
/// <param name="BulletinVersion">Version of the newest bulletin; null while none is known.</param>
public sealed record DocumentsStatus(long TrustVersion, string TimeFloor, IReadOnlyList<string> Frozen, long? BulletinVersion = null);
