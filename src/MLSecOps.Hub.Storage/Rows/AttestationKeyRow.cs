namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>attestation_keys</c>; its rows are never changed.</summary>
internal static class AttestationKeyRow
{
    public const string Find = "SELECT attestation_key FROM attestation_keys WHERE name = ?1";
    public const string Add = "INSERT OR IGNORE INTO attestation_keys (name, attestation_key) VALUES (?1, ?2)";
}
