using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>tokens</c>.</summary>
internal static class TokenRow
{
    public const string Find = "SELECT secret, ueid, created, expires, created_by, used, reenrols FROM tokens WHERE secret = ?1";
    public const string Insert = "INSERT INTO tokens (secret, ueid, created, expires, created_by, used, reenrols) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

    /// <summary>One statement, so that of two who try at once one finds it used.</summary>
    public const string Use = "UPDATE tokens SET used = ?3 WHERE secret = ?1 AND ueid = ?2 AND used IS NULL";

    public static EnrolmentToken Read(SqliteDataReader row) =>
        new(row.Digest(0), row.GetString(1), row.Time(2), row.Time(3), row.GetString(4), row.TimeOrNull(5)) { Reenrols = row.GetInt64(6) != 0 };

    public static object?[] Values(EnrolmentToken token) =>
        [Column.Of(token.Secret), token.Ueid, Column.Of(token.Created), Column.Of(token.Expires), token.CreatedBy, Column.Of(token.Used), token.Reenrols ? 1L : 0L];
}
