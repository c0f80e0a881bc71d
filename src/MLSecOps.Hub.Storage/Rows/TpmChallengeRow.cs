using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>tpm_challenges</c>.</summary>
internal static class TpmChallengeRow
{
    public const string Find = $"SELECT {Columns} FROM tpm_challenges WHERE id = ?1";
    public const string Put =
        $"""
        INSERT INTO tpm_challenges ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (ueid) DO UPDATE SET endorsement = ?2, attestation_key = ?3, tier = ?4, maker_proven = ?5, asked = ?6, id = ?7, secret = ?8, expires = ?9
        """;

    public const string Forget = "DELETE FROM tpm_challenges WHERE ueid = ?1";

    private const string Columns = "ueid, endorsement, attestation_key, tier, maker_proven, asked, id, secret, expires";

    public static TpmChallenge Read(SqliteDataReader row) => new(
        row.GetString(6),
        new DeviceTpm(row.GetString(0), row.Digest(1), row.GetFieldValue<byte[]>(2), row.GetString(3), row.GetInt64(4) != 0, row.Time(5)),
        row.Digest(7),
        row.Time(8));

    public static object?[] Values(TpmChallenge challenge) => [.. TpmRow.Keys(challenge.Keys), challenge.Id, Column.Of(challenge.Secret), Column.Of(challenge.Expires)];
}
