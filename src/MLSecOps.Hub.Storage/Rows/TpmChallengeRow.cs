using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>tpm_challenges</c>.</summary>
internal static class TpmChallengeRow
{
    public const string Find = $"SELECT {Columns} FROM tpm_challenges WHERE id = ?1";
    public const string Put =
        $"""
        INSERT INTO tpm_challenges ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (ueid) DO UPDATE SET endorsement = ?2, attestation_key = ?3, tier = ?4, maker_proven = ?5, certificates = ?6, asked = ?7, id = ?8, secret = ?9, expires = ?10
        """;

    public const string Forget = "DELETE FROM tpm_challenges WHERE ueid = ?1";

    private const string Columns = "ueid, endorsement, attestation_key, tier, maker_proven, certificates, asked, id, secret, expires";

    public static TpmChallenge Read(SqliteDataReader row) => new(row.GetString(7), TpmRow.ReadKeys(row), row.Digest(8), row.Time(9));

    public static object?[] Values(TpmChallenge challenge) => [.. TpmRow.Keys(challenge.Keys), challenge.Id, Column.Of(challenge.Secret), Column.Of(challenge.Expires)];
}
