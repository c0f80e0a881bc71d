using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>device_floors</c>.</summary>
internal static class FloorRow
{
    public const string Of = "SELECT model, floor FROM device_floors WHERE ueid = ?1 ORDER BY model";
    public const string Raise = "INSERT INTO device_floors (ueid, model, floor) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET floor = max(floor, excluded.floor)";

    public static AttestedFloor Read(SqliteDataReader row) => new(row.GetString(0), row.GetInt64(1));
}
