namespace MLSecOps.Hub.Storage;

/// <summary>The step of the schema that knows the life of a device's identity: renewal, revocation, retirement, manufacturers' certificates, floors to hand back.</summary>
internal static class SchemaIdentity
{
    public const string Script = """
        -- Keys beside those in force: one that waits to be used first (ended is null), and those that do not count any more.
        CREATE TABLE device_keys (
            key BLOB PRIMARY KEY CHECK (length(key) = 32), ueid TEXT NOT NULL REFERENCES devices,
            certificates TEXT NOT NULL, issued INTEGER NOT NULL, ended INTEGER, cause INTEGER) STRICT;
        CREATE INDEX device_keys_device ON device_keys (ueid);

        -- A device without a row is enrolled.
        CREATE TABLE device_standings (ueid TEXT PRIMARY KEY REFERENCES devices, standing TEXT NOT NULL, since INTEGER NOT NULL) STRICT;

        CREATE TABLE device_idevids (
            name BLOB PRIMARY KEY CHECK (length(name) = 32), key BLOB NOT NULL CHECK (length(key) = 32),
            ueid TEXT NOT NULL REFERENCES devices, bound INTEGER NOT NULL) STRICT;

        CREATE TABLE device_floors (
            ueid TEXT NOT NULL REFERENCES devices, model TEXT NOT NULL, floor INTEGER NOT NULL, PRIMARY KEY (ueid, model)) STRICT;

        CREATE TABLE revocation_lists (number INTEGER PRIMARY KEY, issued INTEGER NOT NULL, next_update INTEGER NOT NULL, list BLOB NOT NULL) STRICT;

        ALTER TABLE tokens ADD COLUMN reenrols INTEGER NOT NULL DEFAULT 0;
        """;
}
