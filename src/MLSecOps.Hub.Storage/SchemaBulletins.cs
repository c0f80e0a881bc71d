namespace MLSecOps.Hub.Storage;

/// <summary>The step that brings publishers' bulletins.</summary>
internal static class SchemaBulletins
{
    public const string Script = """
        -- The highest id is in force: versions alone do not say it, since new publishers begin with their own.
        CREATE TABLE bulletins (
            id INTEGER PRIMARY KEY, document BLOB NOT NULL CHECK (length(document) = 32), version INTEGER NOT NULL, issued INTEGER NOT NULL, expires INTEGER NOT NULL,
            message BLOB NOT NULL, recalls TEXT NOT NULL, least_releases TEXT NOT NULL, signers TEXT NOT NULL, posted INTEGER NOT NULL, posted_by TEXT NOT NULL) STRICT;
        """;
}
