using System.Text.Json;
using Microsoft.Data.Sqlite;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage;

/// <summary>Says what went wrong with a database so that whoever runs the hub knows what to do.</summary>
internal static class StorageFault
{
    // Primary result codes of SQLite, https://www.sqlite.org/rescode.html
    private const int Permission = 3, Busy = 5, Locked = 6, ReadOnly = 8, Io = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotDatabase = 26;

    /// <summary>The port's exception for a failure of the engine.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="cause">What the engine said, or what its rows could not be read as.</param>
    public static StorageException Of(string path, Exception cause) => new(Text(path, cause), cause);

    /// <summary>What a call that reads or writes may end with when the file, not the program, is at fault.</summary>
    public static bool IsOutside(Exception cause) => cause is SqliteException or JsonException;

    private static string Text(string path, Exception cause) => cause switch
    {
        SqliteException { SqliteErrorCode: Full } => $"no space is left for the database {path}",
        SqliteException { SqliteErrorCode: Busy or Locked } => $"the database {path} is locked by another program",
        SqliteException { SqliteErrorCode: NotDatabase } => $"{path} is not a database, or its first page is damaged",
        SqliteException { SqliteErrorCode: Corrupt } => $"the database {path} is damaged",
        SqliteException { SqliteErrorCode: CannotOpen } => $"the database {path} cannot be opened: its folder is missing or may not be used",
        SqliteException { SqliteErrorCode: ReadOnly or Permission } => $"the database {path} may not be written",
        SqliteException { SqliteErrorCode: Io } io => $"the disk failed in reading or writing the database {path} (SQLite {io.SqliteExtendedErrorCode})",
        SqliteException other => $"the database {path} refused: {other.Message}",
        _ => $"the database {path} holds a row that this hub cannot read: {cause.Message}",
    };
}
