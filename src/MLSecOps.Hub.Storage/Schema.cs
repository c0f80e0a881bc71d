using System.Globalization;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage;

/// <summary>The tables, as steps that only ever go forward: <c>PRAGMA user_version</c> counts those taken.</summary>
/// <remarks>A step that was released is never edited; a change is a new step.</remarks>
internal static class Schema
{
    /// <summary><c>PRAGMA application_id</c>: "MLHB", so that no other program's database is taken for the hub's.</summary>
    public const int Application = 0x4D4C4842;

    private static readonly string[] Steps = [SchemaFirst.Script, SchemaIdentity.Script, SchemaMemory.Script, SchemaTpm.Script, SchemaBulletins.Script];

    /// <summary>The newest version, which this hub writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings a database to the newest version, or refuses it untouched.</summary>
    /// <exception cref="StorageException">It is another program's, or a newer hub's.</exception>
    public static void Bring(Session session, string path, DateTimeOffset now)
    {
        RefuseUntouched(session, path);
        session.Set("BEGIN IMMEDIATE");
        try
        {
            // Read again under the lock: two hubs may open a new file at once.
            for (int version = Refuse(session, path); version < Version; version++)
            {
                session.Set(Steps[version]);
                session.Run("INSERT INTO migrations (version, applied) VALUES (?1, ?2)", (long)version + 1, Column.Of(now));
            }

            session.Set(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {Application}; PRAGMA user_version = {Version}"));
            session.Set("COMMIT");
        }
        catch (StorageException)
        {
            TryRollBack(session);
            throw;
        }
    }

    // In one snapshot: between two questions another hub may make the schema, and its tables without its number would look like another program's.
    private static void RefuseUntouched(Session session, string path)
    {
        session.Set("BEGIN");
        try
        {
            Refuse(session, path);
        }
        finally
        {
            TryRollBack(session);
        }
    }

    private static int Refuse(Session session, string path)
    {
        long application = session.Number("PRAGMA application_id");
        long version = session.Number("PRAGMA user_version");
        bool empty = session.Number("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != Application && !(application == 0 && version == 0 && empty))
        {
            throw new StorageException($"{path} is the database of another program; nothing was changed in it");
        }

        return version <= Version ? (int)version : throw new StorageException(
            $"the database {path} was written by a newer hub (schema {version}; this one knows {Version}): install that version again, or put back a copy from before the update");
    }

    // After some failures the engine has rolled back already, and says so.
    private static void TryRollBack(Session session)
    {
        try
        {
            session.Set("ROLLBACK");
        }
        catch (StorageException)
        {
        }
    }
}
