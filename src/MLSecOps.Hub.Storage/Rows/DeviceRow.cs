using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>devices</c>.</summary>
internal static class DeviceRow
{
    public const string All = "SELECT ueid, key, certificates, enrolled, enrolled_by FROM devices ORDER BY ueid";
    public const string Find = "SELECT ueid, key, certificates, enrolled, enrolled_by FROM devices WHERE ueid = ?1";
    public const string Insert = "INSERT INTO devices (ueid, key, certificates, enrolled, enrolled_by) VALUES (?1, ?2, ?3, ?4, ?5)";

    public static Device Read(SqliteDataReader row) => new(
        row.GetString(0),
        row.Digest(1),
        [.. row.Json(2, StorageJson.Default.IReadOnlyListByteArray).Select(der => (ReadOnlyMemory<byte>)der)],
        row.Time(3),
        row.GetString(4));

    public static object?[] Values(Device device) =>
    [
        device.Ueid,
        Column.Of(device.Key),
        Column.Json([.. device.Certificates.Select(der => der.ToArray())], StorageJson.Default.IReadOnlyListByteArray),
        Column.Of(device.Enrolled),
        device.EnrolledBy,
    ];
}
