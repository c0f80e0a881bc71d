using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>changes</c>.</summary>
internal static class ChangeRow
{
    public const string Newest = $"SELECT {Columns} FROM changes ORDER BY id DESC LIMIT ?1";
    public const string NewestOf = $"SELECT {Columns} FROM changes WHERE ueid = ?2 ORDER BY id DESC LIMIT ?1";
    public const string Insert = $"INSERT INTO changes ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    private const string Columns = "time, ueid, model, what, reason, severity";

    public static Change Read(SqliteDataReader row) =>
        new(row.Time(0), row.GetString(1), row.TextOrNull(2), row.GetString(3), row.TextOrNull(4), row.GetString(5));

    public static object?[] Values(Change change) => [Column.Of(change.Time), change.Ueid, change.Model, change.What, change.Reason, change.Severity];
}
