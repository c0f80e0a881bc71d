using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Storage.Rows;

/// <summary>Table <c>challenges</c>.</summary>
internal static class ChallengeRow
{
    public const string Find = $"SELECT {Columns} FROM challenges WHERE nonce = ?1";
    public const string NewestEpoch = $"SELECT {Columns} FROM challenges WHERE ueid IS NULL ORDER BY issued DESC LIMIT 1";
    public const string Insert = $"INSERT INTO challenges ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5)";
    public const string Forget = "DELETE FROM challenges WHERE expires < ?1";

    private const string Columns = "nonce, ueid, issued, expires, statement";

    public static OpenChallenge Read(SqliteDataReader row) => new(row.GetString(0), row.TextOrNull(1), row.Time(2), row.Time(3), row.Bytes(4));

    public static object?[] Values(OpenChallenge challenge) =>
        [challenge.Nonce, challenge.Ueid, Column.Of(challenge.Issued), Column.Of(challenge.Expires), Column.Of(challenge.Statement)];
}
