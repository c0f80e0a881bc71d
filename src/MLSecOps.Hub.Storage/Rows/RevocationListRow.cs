using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>revocation_lists</c>: the newest one only, whose number the next one follows.</summary>
internal static class RevocationListRow
{
    public const string Newest = "SELECT number, issued, next_update, list FROM revocation_lists ORDER BY number DESC LIMIT 1";
    public const string Insert = "INSERT INTO revocation_lists (number, issued, next_update, list) VALUES (?1, ?2, ?3, ?4)";
    public const string Forget = "DELETE FROM revocation_lists WHERE number < ?1";

    public static StoredRevocationList Read(SqliteDataReader row) => new(row.GetInt64(0), row.Time(1), row.Time(2), (byte[])row.GetValue(3));

    public static object?[] Values(StoredRevocationList list) => [list.Number, Column.Of(list.Issued), Column.Of(list.NextUpdate), list.List.ToArray()];
}
