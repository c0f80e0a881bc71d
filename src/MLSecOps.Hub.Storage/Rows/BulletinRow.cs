using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Bulletins;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>bulletins</c>.</summary>
internal static class BulletinRow
{
    public const string Newest = $"SELECT {Columns} FROM bulletins ORDER BY id DESC LIMIT ?1";
    public const string Insert = $"INSERT INTO bulletins ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

    private const string Columns = "document, version, issued, expires, message, recalls, least_releases, signers, posted, posted_by";

    public static StoredBulletin Read(SqliteDataReader row) => new(
        row.Digest(0),
        row.GetInt64(1),
        row.Time(2),
        row.Time(3),
        row.Bytes(4),
        row.Json(5, StorageJson.Default.IReadOnlyListStoredRecall),
        row.Json(6, StorageJson.Default.IReadOnlyDictionaryStringInt64),
        row.Json(7, StorageJson.Default.IReadOnlyListString),
        row.Time(8),
        row.GetString(9));

    public static object?[] Values(StoredBulletin bulletin) =>
    [
        Column.Of(bulletin.Document),
        bulletin.Version,
        Column.Of(bulletin.Issued),
        Column.Of(bulletin.Expires),
        Column.Of(bulletin.Message),
        Column.Json(bulletin.Recalls, StorageJson.Default.IReadOnlyListStoredRecall),
        Column.Json(bulletin.LeastReleases, StorageJson.Default.IReadOnlyDictionaryStringInt64),
        Column.Json(bulletin.Signers, StorageJson.Default.IReadOnlyListString),
        Column.Of(bulletin.Posted),
        bulletin.PostedBy,
    ];
}
