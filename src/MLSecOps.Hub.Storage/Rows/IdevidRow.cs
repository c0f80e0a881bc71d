using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>device_idevids</c>.</summary>
internal static class IdevidRow
{
    public const string Find = "SELECT name, key, ueid, bound FROM device_idevids WHERE name = ?1";
    public const string Insert = "INSERT INTO device_idevids (name, key, ueid, bound) VALUES (?1, ?2, ?3, ?4)";

    public static IdevidBinding Read(SqliteDataReader row) => new(row.Digest(0), row.Digest(1), row.GetString(2), row.Time(3));

    public static object?[] Values(IdevidBinding binding) => [Column.Of(binding.Name), Column.Of(binding.Key), binding.Ueid, Column.Of(binding.Bound)];
}
