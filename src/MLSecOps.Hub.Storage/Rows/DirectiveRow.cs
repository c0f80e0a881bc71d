using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>directives</c>.</summary>
internal static class DirectiveRow
{
    public const string All = $"SELECT {Columns} FROM directives ORDER BY ueid";
    public const string Find = $"SELECT {Columns} FROM directives WHERE ueid = ?1";
    public const string Put = $"INSERT OR REPLACE INTO directives ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5)";

    private const string Columns = "ueid, sequence, expires, message, desired";

    public static IssuedDirective Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.Time(2), row.Bytes(3), row.Json(4, StorageJson.Default.IReadOnlyDictionaryStringString));

    public static object?[] Values(IssuedDirective directive) =>
    [
        directive.Ueid,
        directive.Sequence,
        Column.Of(directive.Expires),
        Column.Of(directive.Message),
        Column.Json(directive.Desired, StorageJson.Default.IReadOnlyDictionaryStringString),
    ];
}
