using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Data.Sqlite;
using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain;

namespace MLSecOps.Hub.Storage;

/// <summary>How values stand in columns: times as milliseconds since 1970 UTC, digests and messages as blobs, lists as JSON.</summary>
internal static class Column
{
    public static object Of(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static object? Of(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    public static object Of(Sha256Digest digest)
    {
        byte[] bytes = new byte[Sha256Digest.Size];
        digest.CopyTo(bytes);
        return bytes;
    }

    public static object? Of(Sha256Digest? digest) => digest is { } value ? Of(value) : null;

    public static object Of(ReadOnlyMemory<byte> bytes) => bytes.ToArray();

    public static object? Of(ReadOnlyMemory<byte>? bytes) => bytes?.ToArray();

    public static object Of(Verdict verdict) => verdict switch
    {
        Domain.Verdict.Trusted => "trusted",
        Domain.Verdict.Rejected => "rejected",
        _ => "inconclusive",
    };

    public static object Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    public static DateTimeOffset Time(this SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static Sha256Digest Digest(this SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));

    public static ReadOnlyMemory<byte> Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    // Named in full: a bare null would become empty memory, by way of byte[].
    public static ReadOnlyMemory<byte>? BytesOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? default(ReadOnlyMemory<byte>?) : row.Bytes(column);

    public static string? TextOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? NumberOrNull(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>A word that this hub does not know is never shown as good.</summary>
    public static Verdict Verdict(this SqliteDataReader row, int column) => row.GetString(column) switch
    {
        "trusted" => Domain.Verdict.Trusted,
        "rejected" => Domain.Verdict.Rejected,
        _ => Domain.Verdict.Inconclusive,
    };

    public static T Json<T>(this SqliteDataReader row, int column, JsonTypeInfo<T> type)
        where T : class
        => JsonSerializer.Deserialize(row.GetString(column), type) ?? throw new JsonException("a column of JSON holds null");

    public static T? JsonOrNull<T>(this SqliteDataReader row, int column, JsonTypeInfo<T> type)
        where T : class
        => row.IsDBNull(column) ? null : row.Json(column, type);
}
