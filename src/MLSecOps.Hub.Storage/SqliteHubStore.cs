using System.Collections.Concurrent;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage;

/// <summary>The hub's database as one SQLite file: one connection writes, others read what was committed.</summary>
/// <remarks>Write-ahead log, fsynced at every commit (<c>synchronous = FULL</c>). Times are kept to the millisecond. Safe for many threads.</remarks>
public sealed class SqliteHubStore : SqliteReads, IHubStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TroubleAge = TimeSpan.FromHours(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Session _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly Lock _examining = new();
    private (DateTimeOffset At, string? Found)? _examined;
    private bool _disposed;

    private SqliteHubStore(string path, TimeProvider time, Session writer)
    {
        _path = path;
        _time = time;
        _writer = writer;
    }

    /// <summary>Opens a database, makes it where there is none, and brings an older one to this hub's schema.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="time">The clock for when the schema was brought forward and how old an examination is; the system's when null.</param>
    /// <exception cref="StorageException">The file cannot be used; its message says why, for people.</exception>
    public static SqliteHubStore Open(string path, TimeProvider? time = null) => Open(path, time ?? TimeProvider.System, null);

    /// <summary>As <see cref="Open(string, TimeProvider?)"/>, on a file that may not grow beyond so many pages.</summary>
    internal static SqliteHubStore Open(string path, TimeProvider time, int? mostPages)
    {
        Session writer = new(path, writes: true);
        try
        {
            Schema.Bring(writer, path, time.GetUtcNow());
            if (writer.Set("PRAGMA journal_mode = WAL") != "wal")
            {
                throw new StorageException($"the file system of {path} has no write-ahead log for SQLite; put the database on a local disk");
            }

            writer.Set("PRAGMA synchronous = FULL");
            if (mostPages is { } most)
            {
                writer.Set(FormattableString.Invariant($"PRAGMA max_page_count = {most}"));
            }

            return new SqliteHubStore(path, time, writer);
        }
        catch (StorageException)
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IHubTransaction Begin()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_turn.Wait(Patience))
        {
            throw new StorageException($"another write to the database {_path} has not ended for {Patience.TotalSeconds:0} s");
        }

        try
        {
            return new WriteTransaction(_writer, () => _turn.Release());
        }
        catch (StorageException)
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>The result of SQLite's own examination, which reads the whole file: at most an hour old.</summary>
    public override string? Trouble()
    {
        lock (_examining)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (_examined is not { } last || now - last.At >= TroubleAge || now < last.At)
            {
                _examined = last = (now, Examined());
            }

            return last.Found;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        while (_readers.TryTake(out Session? reader))
        {
            reader.Dispose();
        }

        _writer.Dispose();
        _turn.Dispose();
    }

    /// <summary>A setting of the connection that writes, such as <c>synchronous</c>.</summary>
    internal string? Setting(string name) => _writer.Set($"PRAGMA {name}");

    private protected override T Ask<T>(Func<Session, T> question)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Session reader = _readers.TryTake(out Session? idle) ? idle : new Session(_path, writes: false);
        try
        {
            return question(reader);
        }
        finally
        {
            if (_disposed)
            {
                reader.Dispose();
            }
            else
            {
                _readers.Add(reader);
            }
        }
    }

    private string? Examined()
    {
        try
        {
            // A connection of its own: the others may have the pages in memory as they were before the damage.
            using Session fresh = new(_path, writes: false);
            return Examine(fresh);
        }
        catch (StorageException failure)
        {
            return failure.Message;
        }
    }
}
