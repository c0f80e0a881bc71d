using Microsoft.Data.Sqlite;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>findings</c>.</summary>
internal static class FindingRow
{
    public const string Find = $"{Select} WHERE id = ?1";
    public const string Insert = $"INSERT INTO findings ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) RETURNING id";
    public const string Replace =
        """
        UPDATE findings SET ueid = ?1, model = ?2, reason = ?3, severity = ?4, opened = ?5, detail = ?6, record = ?7, epoch = ?8, sequence = ?9,
            last_seen = ?10, times = ?11, closed = ?12, closed_by = ?13, caused = ?14 WHERE id = ?15
        """;

    private const string Columns = "ueid, model, reason, severity, opened, detail, record, epoch, sequence, last_seen, times, closed, closed_by, caused";
    private const string Select = $"SELECT id, {Columns} FROM findings";
    private const string Newest = "ORDER BY id DESC LIMIT ?1";

    /// <summary>The statement of a list: <c>?1</c> is how many, <c>?2</c> the device where one is named.</summary>
    public static string List(bool ofDevice, bool? open) => (ofDevice, open) switch
    {
        (false, null) => $"{Select} {Newest}",
        (false, true) => $"{Select} WHERE closed IS NULL {Newest}",
        (false, false) => $"{Select} WHERE closed IS NOT NULL {Newest}",
        (true, null) => $"{Select} WHERE ueid = ?2 {Newest}",
        (true, true) => $"{Select} WHERE ueid = ?2 AND closed IS NULL {Newest}",
        (true, false) => $"{Select} WHERE ueid = ?2 AND closed IS NOT NULL {Newest}",
    };

    public static Finding Read(SqliteDataReader row) => new(row.GetInt64(0), row.GetString(1), row.TextOrNull(2), row.GetString(3), row.GetString(4), row.Time(5))
    {
        Detail = row.TextOrNull(6),
        Record = row.JsonOrNull(7, TelemetryJson.Default.FindingRecord),
        Epoch = row.TextOrNull(8),
        Sequence = row.NumberOrNull(9),
        LastSeen = row.Time(10),
        Times = row.GetInt32(11),
        Closed = row.TimeOrNull(12),
        ClosedBy = row.TextOrNull(13),
        Caused = row.TimeOrNull(14),
    };

    public static object?[] Values(Finding finding) =>
    [
        finding.Ueid,
        finding.Model,
        finding.Reason,
        finding.Severity,
        Column.Of(finding.Opened),
        finding.Detail,
        finding.Record is null ? null : Column.Json(finding.Record, TelemetryJson.Default.FindingRecord),
        finding.Epoch,
        finding.Sequence,
        Column.Of(finding.LastSeen),
        (long)finding.Times,
        Column.Of(finding.Closed),
        finding.ClosedBy,
        Column.Of(finding.Caused),
    ];
}
