namespace MLSecOps.Hub.Storage;

/// <summary>The step that brings TPMs.</summary>
internal static class SchemaTpm
{
    public const string Script = """
        CREATE TABLE tpms (
            ueid TEXT PRIMARY KEY REFERENCES devices, endorsement BLOB NOT NULL UNIQUE CHECK (length(endorsement) = 32),
            attestation_key BLOB NOT NULL, tier TEXT NOT NULL, maker_proven INTEGER NOT NULL, certificates TEXT NOT NULL, bound INTEGER NOT NULL,
            clock INTEGER, resets INTEGER, restarts INTEGER) STRICT;

        CREATE TABLE tpm_challenges (
            ueid TEXT PRIMARY KEY REFERENCES devices, endorsement BLOB NOT NULL CHECK (length(endorsement) = 32),
            attestation_key BLOB NOT NULL, tier TEXT NOT NULL, maker_proven INTEGER NOT NULL, certificates TEXT NOT NULL, asked INTEGER NOT NULL,
            id TEXT NOT NULL UNIQUE, secret BLOB NOT NULL CHECK (length(secret) = 32), expires INTEGER NOT NULL) STRICT;

        -- Every key that was ever bound, so that evidence stays attributable to the key of its time.
        CREATE TABLE attestation_keys (name BLOB PRIMARY KEY CHECK (length(name) = 32), attestation_key BLOB NOT NULL) STRICT;
        """;
}
