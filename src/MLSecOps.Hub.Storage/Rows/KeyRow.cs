using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>device_keys</c>.</summary>
internal static class KeyRow
{
    public const string Find = $"{Select} WHERE key = ?1";
    public const string Of = $"{Select} WHERE ueid = ?1 ORDER BY issued DESC, key";
    public const string Ended = $"{Select} WHERE ended IS NOT NULL ORDER BY ended, key";
    public const string Put = "INSERT OR REPLACE INTO device_keys (key, ueid, certificates, issued, ended, cause) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    public const string Take = "DELETE FROM device_keys WHERE key = ?1 AND ended IS NULL";

    private const string Select = "SELECT key, ueid, certificates, issued, ended, cause FROM device_keys";

    public static DeviceKey Read(SqliteDataReader row) => new(
        row.Digest(0),
        row.GetString(1),
        [.. row.Json(2, StorageJson.Default.IReadOnlyListByteArray).Select(der => (ReadOnlyMemory<byte>)der)],
        row.Time(3),
        row.TimeOrNull(4),
        row.NumberOrNull(5) is { } cause ? (KeyEnd)cause : null);

    public static object?[] Values(DeviceKey key) =>
    [
        Column.Of(key.Key),
        key.Ueid,
        Column.Json([.. key.Certificates.Select(der => der.ToArray())], StorageJson.Default.IReadOnlyListByteArray),
        Column.Of(key.Issued),
        Column.Of(key.Ended),
        key.Cause is { } cause ? (long)cause : null,
    ];
}
