using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>devices</c>.</summary>
internal static class DeviceRow
{
    public const string All = $"{Select} ORDER BY devices.ueid";
    public const string Find = $"{Select} WHERE devices.ueid = ?1";
    public const string FindKey = $"{Select} WHERE devices.key = ?1";
    public const string Insert = "INSERT INTO devices (ueid, key, certificates, enrolled, enrolled_by) VALUES (?1, ?2, ?3, ?4, ?5)";
    public const string Put =
        $"{Insert} ON CONFLICT DO UPDATE SET key = excluded.key, certificates = excluded.certificates, enrolled = excluded.enrolled, enrolled_by = excluded.enrolled_by";
    public const string Stand = "INSERT OR REPLACE INTO device_standings (ueid, standing, since) VALUES (?1, ?2, ?3)";
    public const string StandUp = "DELETE FROM device_standings WHERE ueid = ?1";

    private const string Select =
        "SELECT devices.ueid, key, certificates, enrolled, enrolled_by, standing, since FROM devices LEFT JOIN device_standings ON device_standings.ueid = devices.ueid";

    public static Device Read(SqliteDataReader row) => new(
        row.GetString(0),
        row.Digest(1),
        [.. row.Json(2, StorageJson.Default.IReadOnlyListByteArray).Select(der => (ReadOnlyMemory<byte>)der)],
        row.Time(3),
        row.GetString(4))
    {
        Standing = DeviceStandingWords.Parse(row.TextOrNull(5)),
        StandingSince = row.TimeOrNull(6),
    };

    public static object?[] Values(Device device) =>
    [
        device.Ueid,
        Column.Of(device.Key),
        Column.Json([.. device.Certificates.Select(der => der.ToArray())], StorageJson.Default.IReadOnlyListByteArray),
        Column.Of(device.Enrolled),
        device.EnrolledBy,
    ];
}
