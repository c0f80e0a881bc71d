using Microsoft.Data.Sqlite;

namespace MLSecOps.Hub.Storage;

/// <summary>One connection with the statements that it prepared. Used by one thread at a time.</summary>
/// <remarks>Statements are constants of this assembly and their values parameters <c>?1</c>, <c>?2</c>…: nothing from outside is ever part of a statement.</remarks>
internal sealed class Session : IDisposable
{
    private const int BusySeconds = 2;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    /// <summary>Opens the file.</summary>
    /// <param name="path">The database's file.</param>
    /// <param name="writes">True to create the file where it is missing, and to change it.</param>
    /// <exception cref="Domain.Storage.StorageException">It cannot be opened.</exception>
    public Session(string path, bool writes)
    {
        _path = path;
        SqliteConnectionStringBuilder text = new()
        {
            DataSource = path,
            Mode = writes ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            DefaultTimeout = BusySeconds,
            Pooling = false,
        };
        _connection = new SqliteConnection(text.ToString());
        try
        {
            Guard(_connection.Open);
            if (!writes)
            {
                Set("PRAGMA query_only = ON");
            }
        }
        catch (Domain.Storage.StorageException)
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>All rows.</summary>
    public List<T> All<T>(string statement, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Bound(statement, values);
        return Guard(() =>
        {
            List<T> rows = [];
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        });
    }

    /// <summary>The first row; null without any.</summary>
    public T? One<T>(string statement, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        SqliteCommand command = Bound(statement, values);
        return Guard(() =>
        {
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? read(reader) : null;
        });
    }

    /// <summary>The number in the first column of the first row; 0 without any.</summary>
    public long Number(string statement, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Bound(statement, values);
        return Guard(() => command.ExecuteScalar() is long number ? number : 0);
    }

    /// <summary>Changes rows; gives how many.</summary>
    public int Run(string statement, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Bound(statement, values);
        return Guard(command.ExecuteNonQuery);
    }

    /// <summary>Runs what is needed once only, such as a setting or a script of several statements.</summary>
    public string? Set(string script) => Guard(() =>
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = script;
        return command.ExecuteScalar()?.ToString();
    });

    public void Dispose()
    {
        foreach (SqliteCommand command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private SqliteCommand Bound(string statement, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(statement, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = statement;
            for (int i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"?{i}" });
            }

            _prepared.Add(statement, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private void Guard(Action action) => Guard(() =>
    {
        action();
        return 0;
    });

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception cause) when (StorageFault.IsOutside(cause))
        {
            throw StorageFault.Of(_path, cause);
        }
    }
}
