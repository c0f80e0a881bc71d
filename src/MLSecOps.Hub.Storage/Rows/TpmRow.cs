using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>tpms</c>.</summary>
internal static class TpmRow
{
    public const string All = $"SELECT {Columns} FROM tpms ORDER BY ueid";
    public const string Find = $"SELECT {Columns} FROM tpms WHERE ueid = ?1";
    public const string FindEndorsement = $"SELECT {Columns} FROM tpms WHERE endorsement = ?1";
    /// <summary>Never in place of another device's row: an endorsement key that is taken is an error.</summary>
    public const string Put =
        $"""
        INSERT INTO tpms ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (ueid) DO UPDATE SET endorsement = ?2, attestation_key = ?3, tier = ?4, maker_proven = ?5, certificates = ?6, bound = ?7, clock = ?8, resets = ?9, restarts = ?10
        """;

    public const string Forget = "DELETE FROM tpms WHERE ueid = ?1";

    private const string Columns = "ueid, endorsement, attestation_key, tier, maker_proven, certificates, bound, clock, resets, restarts";

    // SQLite's integers are signed; the bits stay.
    public static DeviceTpm Read(SqliteDataReader row) => ReadKeys(row) with
    {
        Clock = row.IsDBNull(7) ? null : new TpmReading(unchecked((ulong)row.GetInt64(7)), (uint)row.GetInt64(8), (uint)row.GetInt64(9)),
    };

    /// <summary>The first seven columns, which a challenge has as well.</summary>
    public static DeviceTpm ReadKeys(SqliteDataReader row) => new(row.GetString(0), row.Digest(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.GetInt64(4) != 0, row.Time(6))
    {
        Certificates = [.. row.Json(5, StorageJson.Default.IReadOnlyListByteArray).Select(der => (ReadOnlyMemory<byte>)der)],
    };

    public static object?[] Values(DeviceTpm tpm) =>
    [
        .. Keys(tpm),
        tpm.Clock is { } clock ? unchecked((long)clock.Milliseconds) : null,
        (long?)tpm.Clock?.Resets,
        (long?)tpm.Clock?.Restarts,
    ];

    /// <summary>The first seven columns, which a challenge has as well.</summary>
    public static object?[] Keys(DeviceTpm tpm) =>
    [
        tpm.Ueid,
        Column.Of(tpm.Endorsement),
        tpm.AttestationKey.ToArray(),
        tpm.Tier,
        tpm.MakerProven ? 1L : 0L,
        Column.Json([.. tpm.Certificates.Select(der => der.ToArray())], StorageJson.Default.IReadOnlyListByteArray),
        Column.Of(tpm.Bound),
    ];
}
