using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Packages;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>packages</c>.</summary>
internal static class PackageRow
{
    public const string All = $"SELECT {Columns} FROM packages ORDER BY model, release, manifest";
    public const string Find = $"SELECT {Columns} FROM packages WHERE manifest = ?1";
    public const string Insert = $"INSERT INTO packages ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (manifest) DO NOTHING";

    private const string Columns = "manifest, model, release, version, size_bytes, model_file, signers, pushed, pushed_by";

    public static StoredPackage Read(SqliteDataReader row) => new(
        row.Digest(0),
        row.GetString(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetInt64(4),
        row.Digest(5),
        row.Json(6, StorageJson.Default.IReadOnlyListString),
        row.Time(7),
        row.GetString(8));

    public static object?[] Values(StoredPackage package) =>
    [
        Column.Of(package.Manifest),
        package.Model,
        package.Release,
        package.Version,
        package.SizeBytes,
        Column.Of(package.ModelFile),
        Column.Json(package.Signers, StorageJson.Default.IReadOnlyListString),
        Column.Of(package.Pushed),
        package.PushedBy,
    ];
}
