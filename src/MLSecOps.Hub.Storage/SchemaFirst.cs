namespace MLSecOps.Hub.Storage;

/// <summary>The first step of the schema.</summary>
internal static class SchemaFirst
{
    public const string Script = """
        CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied INTEGER NOT NULL) STRICT;

        CREATE TABLE tokens (
            secret BLOB PRIMARY KEY CHECK (length(secret) = 32),
            ueid TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, created_by TEXT NOT NULL, used INTEGER) STRICT;

        CREATE TABLE devices (
            ueid TEXT PRIMARY KEY,
            key BLOB NOT NULL CHECK (length(key) = 32), certificates TEXT NOT NULL, enrolled INTEGER NOT NULL, enrolled_by TEXT NOT NULL) STRICT;

        CREATE TABLE states (
            ueid TEXT PRIMARY KEY REFERENCES devices,
            connected INTEGER NOT NULL, bd_seq INTEGER NOT NULL, last_seen INTEGER, died INTEGER,
            agent_version TEXT, hardware TEXT, mode TEXT,
            verdict TEXT NOT NULL, reason TEXT, verdict_since INTEGER, evidence INTEGER, evidence_at INTEGER,
            acknowledged_epoch TEXT, acknowledged_sequence INTEGER, acknowledged_digest BLOB CHECK (length(acknowledged_digest) = 32),
            committed_epoch TEXT, committed_sequence INTEGER, committed_digest BLOB CHECK (length(committed_digest) = 32),
            authenticated_epoch TEXT, authenticated_sequence INTEGER, authenticated_digest BLOB CHECK (length(authenticated_digest) = 32),
            insecure_options TEXT NOT NULL, models TEXT NOT NULL) STRICT;

        -- Branch 0 came first and is the record; others claim the same place.
        CREATE TABLE records (
            ueid TEXT NOT NULL REFERENCES devices, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, branch INTEGER NOT NULL,
            previous BLOB NOT NULL CHECK (length(previous) = 32), link BLOB NOT NULL CHECK (length(link) = 32),
            type TEXT NOT NULL, severity TEXT NOT NULL, payload_digest BLOB NOT NULL CHECK (length(payload_digest) = 32), payload BLOB,
            received INTEGER NOT NULL,
            UNIQUE (ueid, epoch, sequence, branch), UNIQUE (ueid, epoch, sequence, link)) STRICT;

        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY, ueid TEXT NOT NULL REFERENCES devices, received INTEGER NOT NULL, message BLOB NOT NULL,
            challenge BLOB NOT NULL, kind TEXT NOT NULL, nonce TEXT NOT NULL, appraisal BLOB NOT NULL, verdict TEXT NOT NULL, reason TEXT) STRICT;
        CREATE INDEX evidence_nonce ON evidence (ueid, nonce);

        CREATE TABLE challenges (
            nonce TEXT PRIMARY KEY, ueid TEXT REFERENCES devices, issued INTEGER NOT NULL, expires INTEGER NOT NULL, statement BLOB NOT NULL) STRICT;
        CREATE INDEX challenges_expires ON challenges (expires);
        CREATE INDEX challenges_epoch ON challenges (issued) WHERE ueid IS NULL;

        -- No reference to devices: what an unknown one did is worth keeping too.
        CREATE TABLE findings (
            id INTEGER PRIMARY KEY, ueid TEXT NOT NULL, model TEXT, reason TEXT NOT NULL, severity TEXT NOT NULL, opened INTEGER NOT NULL,
            detail TEXT, record TEXT, epoch TEXT, sequence INTEGER, last_seen INTEGER NOT NULL, times INTEGER NOT NULL,
            closed INTEGER, closed_by TEXT) STRICT;
        CREATE INDEX findings_device ON findings (ueid);
        CREATE INDEX findings_open ON findings (ueid) WHERE closed IS NULL;

        CREATE TABLE changes (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, ueid TEXT NOT NULL, model TEXT, what TEXT NOT NULL, reason TEXT, severity TEXT NOT NULL) STRICT;
        CREATE INDEX changes_device ON changes (ueid);

        CREATE TABLE packages (
            manifest BLOB PRIMARY KEY CHECK (length(manifest) = 32),
            model TEXT NOT NULL, release INTEGER NOT NULL, version TEXT NOT NULL, size_bytes INTEGER NOT NULL,
            model_file BLOB NOT NULL CHECK (length(model_file) = 32), signers TEXT NOT NULL, pushed INTEGER NOT NULL, pushed_by TEXT NOT NULL) STRICT;
        CREATE INDEX packages_release ON packages (model, release);

        CREATE TABLE rollouts (
            id INTEGER PRIMARY KEY, model TEXT NOT NULL, manifest BLOB NOT NULL REFERENCES packages, release INTEGER NOT NULL,
            version TEXT NOT NULL, started INTEGER NOT NULL, started_by TEXT NOT NULL, devices TEXT NOT NULL) STRICT;

        CREATE TABLE directives (
            ueid TEXT PRIMARY KEY REFERENCES devices, sequence INTEGER NOT NULL, expires INTEGER NOT NULL, message BLOB NOT NULL, desired TEXT NOT NULL) STRICT;
        """;
}
