using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>states</c>; an enrolled device of which nothing came has no row yet.</summary>
internal static class StateRow
{
    public const string All = $"SELECT devices.ueid, {Columns} FROM devices LEFT JOIN states ON states.ueid = devices.ueid ORDER BY devices.ueid";
    public const string Find = $"SELECT ueid, {Columns} FROM states WHERE ueid = ?1";
    public const string Put =
        $"INSERT OR REPLACE INTO states (ueid, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)";

    private const string Columns =
        """
        connected, bd_seq, last_seen, died, agent_version, hardware, mode, verdict, reason, verdict_since, evidence, evidence_at,
        acknowledged_epoch, acknowledged_sequence, acknowledged_digest, committed_epoch, committed_sequence, committed_digest,
        authenticated_epoch, authenticated_sequence, authenticated_digest, insecure_options, models, memory
        """;

    public static DeviceState Read(SqliteDataReader row) => row.IsDBNull(1) ? new DeviceState(row.GetString(0)) : new DeviceState(row.GetString(0))
    {
        Connected = row.GetInt64(1) != 0,
        BdSeq = row.GetInt64(2),
        LastSeen = row.TimeOrNull(3),
        Died = row.TimeOrNull(4),
        AgentVersion = row.TextOrNull(5),
        Hardware = row.TextOrNull(6),
        Mode = row.TextOrNull(7),
        Verdict = row.Verdict(8),
        Reason = row.TextOrNull(9),
        VerdictSince = row.TimeOrNull(10),
        Evidence = row.NumberOrNull(11),
        EvidenceAt = row.TimeOrNull(12),
        Acknowledged = Position(row, 13),
        Committed = Position(row, 16),
        Authenticated = Position(row, 19),
        InsecureOptions = row.Json(22, StorageJson.Default.IReadOnlyListString),
        Models = row.Json(23, StorageJson.Default.IReadOnlyListModelState),
        Memory = row.JsonOrNull(24, StorageJson.Default.ChainMemory) ?? ChainMemory.None,
    };

    public static object?[] Values(DeviceState state) =>
    [
        state.Ueid,
        state.Connected ? 1L : 0L,
        state.BdSeq,
        Column.Of(state.LastSeen),
        Column.Of(state.Died),
        state.AgentVersion,
        state.Hardware,
        state.Mode,
        Column.Of(state.Verdict),
        state.Reason,
        Column.Of(state.VerdictSince),
        state.Evidence,
        Column.Of(state.EvidenceAt),
        .. Values(state.Acknowledged),
        .. Values(state.Committed),
        .. Values(state.Authenticated),
        Column.Json(state.InsecureOptions, StorageJson.Default.IReadOnlyListString),
        Column.Json(state.Models, StorageJson.Default.IReadOnlyListModelState),
        Column.Json(state.Memory, StorageJson.Default.ChainMemory),
    ];

    private static ChainPosition? Position(SqliteDataReader row, int first) =>
        row.IsDBNull(first) ? null : new ChainPosition(row.GetString(first), row.GetInt64(first + 1), row.Digest(first + 2));

    private static object?[] Values(ChainPosition? position) => [position?.Epoch, position?.Sequence, Column.Of(position?.Digest)];
}
