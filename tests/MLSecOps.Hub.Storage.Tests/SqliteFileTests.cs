using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Storage.Tests.Contract;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Storage.Tests;

/// <summary>What a file can do to its hub, and a hub to its file.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private string Database => _folder["hub.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_missing_is_named() => Refused(_folder["missing/hub.db"], "cannot be opened: its folder is missing");

    [Fact]
    public void A_folder_in_its_place_is_no_database()
    {
        Directory.CreateDirectory(Database);
        Refused(Database, "cannot be opened");
    }

    [Fact]
    public void Bytes_that_are_no_database_are_refused_and_stay()
    {
        byte[] garbage = [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 31))];
        _folder.Write("hub.db", garbage);
        Refused(Database, "is not a database");
        Assert.Equal(garbage, File.ReadAllBytes(Database));
    }

    [Fact]
    public void Another_programs_database_is_refused_and_stays()
    {
        Script(Database, "CREATE TABLE addresses (name TEXT)");
        byte[] before = File.ReadAllBytes(Database);
        Refused(Database, "database of another program");
        Assert.Equal(before, File.ReadAllBytes(Database));
    }

    [Fact]
    public void A_newer_hubs_database_is_refused_and_stays_for_that_hub()
    {
        SqliteHubStore.Open(Database).Dispose();
        Script(Database, $"PRAGMA user_version = {Schema.Version + 1}");
        Refused(Database, $"newer hub (schema {Schema.Version + 1}; this one knows {Schema.Version})");
        Script(Database, $"PRAGMA user_version = {Schema.Version}");
        SqliteHubStore.Open(Database).Dispose();
    }

    [Fact]
    public void A_schema_is_brought_forward_once_and_it_is_kept_when()
    {
        FakeTimeProvider time = new(Samples.Noon);
        SqliteHubStore.Open(Database, time).Dispose();
        time.Advance(TimeSpan.FromDays(1));
        SqliteHubStore.Open(Database, time).Dispose();
        Assert.Equal(string.Join(',', Enumerable.Range(1, Schema.Version).Select(version => $"{version} {Samples.Noon.ToUnixTimeMilliseconds()}")), Script(Database, "SELECT group_concat(version || ' ' || applied) FROM migrations"));
        Assert.Equal("wal", Script(Database, "PRAGMA journal_mode"));
        Assert.Equal($"{Schema.Application}", Script(Database, "PRAGMA application_id"));
    }

    [Fact]
    public async Task Two_hubs_that_open_a_new_file_at_once_make_one_schema()
    {
        // Many times: a hub that looked in between the making of the schema once took the other's tables for another program's.
        for (int round = 0; round < 10; round++)
        {
            string file = $"{Database}-{round}";
            IHubStore[] stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run<IHubStore>(() => SqliteHubStore.Open(file), TestContext.Current.CancellationToken)));
            stores[0].Write(write => write.AddPackage(Samples.Package()));
            Assert.All(stores, store => Assert.Single(store.Packages()));
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    [Fact]
    public void A_file_that_another_program_holds_is_told_so()
    {
        SqliteHubStore.Open(Database).Dispose();
        using SqliteConnection other = Connect(Database);
        using SqliteCommand hold = other.CreateCommand();
        hold.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
        hold.ExecuteNonQuery();
        Refused(Database, "is locked by another program");
    }

    [Fact]
    public void A_full_disk_fails_the_transaction_leaves_nothing_of_it_and_reads_go_on()
    {
        using IHubStore store = SqliteHubStore.Open(Database, TimeProvider.System, mostPages: 60);
        store.Enrol(Samples.Ueid);
        StorageException failure = Assert.Throws<StorageException>(() => store.Write(write =>
        {
            for (int sequence = 1; sequence <= 100; sequence++)
            {
                write.AddRecord(Samples.Record(sequence, new string('x', 4096)));
            }
        }));
        Assert.Equal($"no space is left for the database {Database}", failure.Message);
        Assert.Empty(store.RecordsAfter(Samples.Ueid, Samples.Epoch, 0, 1000));
        Assert.Single(store.Devices());
        Assert.Null(store.Trouble());
        store.Write(write => write.AddChange(Samples.Change("small enough")));
    }

    [Fact]
    public void Damage_is_found_and_examined_again_only_after_an_hour()
    {
        FakeTimeProvider time = new(Samples.Noon);
        using (IHubStore made = SqliteHubStore.Open(Database, time))
        {
            made.Enrol(Samples.Ueid);
            made.Write(write =>
            {
                for (int sequence = 1; sequence <= 100; sequence++)
                {
                    write.AddRecord(Samples.Record(sequence, new string('x', 1000)));
                }
            });
        }

        using IHubStore store = SqliteHubStore.Open(Database, time);
        Assert.Null(store.Trouble());
        Damage();
        Assert.Null(store.Trouble());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Contains("damaged", store.Trouble(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_cannot_be_read_is_a_failure_with_words()
    {
        using IHubStore store = SqliteHubStore.Open(Database);
        store.Enrol(Samples.Ueid);
        Script(Database, "UPDATE devices SET certificates = 'no JSON'");
        Assert.Contains("holds a row that this hub cannot read", Assert.Throws<StorageException>(() => store.Devices()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_commit_is_fsynced() => Assert.Equal(["2", "1"], Settings("synchronous", "foreign_keys"));

    [Theory]
    [InlineData(nameof(KilledProcess.Kill_after_commit), 1)]
    [InlineData(nameof(KilledProcess.Kill_before_commit), 0)]
    public async Task A_killed_hub_leaves_all_of_a_committed_transaction_and_nothing_of_another(string how, int packages)
    {
        ProcessStartInfo start = new("dotnet", [typeof(KilledProcess).Assembly.Location, "-explicit", "only", "-method", $"{typeof(KilledProcess).FullName}.{how}"])
        {
            RedirectStandardOutput = true,
            Environment = { [KilledProcess.PathVariable] = Database },
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 128 + 9, output);

        using IHubStore store = SqliteHubStore.Open(Database);
        Assert.Equal(packages, store.Packages().Count);
        Assert.Single(store.Changes(null, 10));
        Assert.Null(store.Trouble());
    }

    private static void Refused(string path, string because)
    {
        StorageException refusal = Assert.Throws<StorageException>(() => SqliteHubStore.Open(path));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    private string?[] Settings(params string[] names)
    {
        using SqliteHubStore store = SqliteHubStore.Open(Database);
        return [.. names.Select(name => store.Setting(name))];
    }

    // Overwrites all pages behind the first with what no page begins with.
    private void Damage()
    {
        using FileStream file = File.OpenWrite(Database);
        file.Position = 4096 * 20;
        file.Write([.. Enumerable.Repeat((byte)0x5A, 4096 * 8)]);
    }

    private static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static string? Script(string path, string text)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar()?.ToString();
    }
}
