using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>records</c>.</summary>
internal static class RecordRow
{
    public const string Find = $"SELECT {Columns} FROM records WHERE ueid = ?1 AND epoch = ?2 AND sequence = ?3 AND branch = 0";
    public const string After = $"SELECT {Columns} FROM records WHERE ueid = ?1 AND epoch = ?2 AND sequence > ?3 AND branch = 0 ORDER BY sequence LIMIT ?4";

    /// <summary>How many records claim a place.</summary>
    public const string Claims = "SELECT count(*) FROM records WHERE ueid = ?1 AND epoch = ?2 AND sequence = ?3";

    /// <summary>1 and the branch of this very record; 0 when it is not there.</summary>
    public const string Known = "SELECT branch + 1 FROM records WHERE ueid = ?1 AND epoch = ?2 AND sequence = ?3 AND link = ?4";
    public const string Insert = $"INSERT INTO records ({Columns}, branch) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

    private const string Columns = "ueid, epoch, sequence, previous, link, type, severity, payload_digest, payload, received";

    public static StoredRecord Read(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetInt64(2),
        row.Digest(3),
        row.Digest(4),
        row.GetString(5),
        row.GetString(6),
        row.Digest(7),
        row.BytesOrNull(8),
        row.Time(9));

    public static object?[] Values(StoredRecord record, long branch) =>
    [
        record.Ueid,
        record.Epoch,
        record.Sequence,
        Column.Of(record.Previous),
        Column.Of(record.Link),
        record.Type,
        record.Severity,
        Column.Of(record.PayloadDigest),
        Column.Of(record.Payload),
        Column.Of(record.Received),
        branch,
    ];
}
