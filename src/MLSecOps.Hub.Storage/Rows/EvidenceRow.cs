using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>evidence</c>.</summary>
internal static class EvidenceRow
{
    public const string Find = $"SELECT id, {Columns} FROM evidence WHERE id = ?1";
    public const string FindAnswer = $"SELECT id, {Columns} FROM evidence WHERE ueid = ?1 AND nonce = ?2 ORDER BY id DESC LIMIT 1";
    public const string Known = "SELECT count(*) FROM evidence WHERE ueid = ?1 AND nonce = ?2 AND message = ?3";
    public const string Insert = $"INSERT INTO evidence ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id";

    private const string Columns = "ueid, received, message, challenge, kind, nonce, appraisal, verdict, reason";

    public static StoredEvidence Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.Time(2),
        row.Bytes(3),
        row.Bytes(4),
        row.GetString(5),
        row.GetString(6),
        row.Bytes(7),
        row.Verdict(8),
        row.TextOrNull(9));

    public static object?[] Values(StoredEvidence evidence) =>
    [
        evidence.Ueid,
        Column.Of(evidence.Received),
        Column.Of(evidence.Message),
        Column.Of(evidence.Challenge),
        evidence.Kind,
        evidence.Nonce,
        Column.Of(evidence.Appraisal),
        Column.Of(evidence.Verdict),
        evidence.Reason,
    ];
}
