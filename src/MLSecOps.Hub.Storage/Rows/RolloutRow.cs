using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>rollouts</c>.</summary>
internal static class RolloutRow
{
    public const string Newest = $"SELECT id, {Columns} FROM rollouts ORDER BY id DESC LIMIT ?1";
    public const string Find = $"SELECT id, {Columns} FROM rollouts WHERE id = ?1";
    public const string Insert = $"INSERT INTO rollouts ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id";

    private const string Columns = "model, manifest, release, version, started, started_by, devices";

    public static Rollout Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Digest(2),
        row.GetInt64(3),
        row.GetString(4),
        row.Time(5),
        row.GetString(6),
        row.Json(7, StorageJson.Default.IReadOnlyListString));

    public static object?[] Values(Rollout rollout) =>
    [
        rollout.Model,
        Column.Of(rollout.Manifest),
        rollout.Release,
        rollout.Version,
        Column.Of(rollout.Started),
        rollout.StartedBy,
        Column.Json(rollout.Devices, StorageJson.Default.IReadOnlyListString),
    ];
}
