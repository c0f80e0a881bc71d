using MLSecOps.Linux.Watching;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Watching;

public sealed class FolderWatcherTests
{
    [Fact]
    public async Task Every_kind_of_change_is_seen_with_its_folder_and_name()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["a"]);
        Directory.CreateDirectory(folder["b"]);
        folder.Write("a/model", "old"u8);
        using FolderWatcher watcher = FolderWatcher.Start();
        watcher.Add(folder["a"]);
        watcher.Add(folder["b"]);
        watcher.Add(folder["b"]);

        using (FileStream file = File.OpenWrite(folder["a/model"]))
        {
            file.WriteByte(1);
        }

        // A process that another test starts just now holds the descriptor until it executes its program, and the kernel tells of the
        // last close only: the file must still be there then.
        List<FolderChange> seen = await ReadUntil(watcher, change => change.Kind.HasFlag(FolderChangeKind.WrittenAndClosed));
        File.SetUnixFileMode(folder["a/model"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.Move(folder["a/model"], folder["b/moved"]);
        File.Delete(folder["b/moved"]);
        folder.Write("b/new", "x"u8);
        Directory.Delete(folder["a"]);

        seen.AddRange(await ReadUntil(watcher, change => change.Kind.HasFlag(FolderChangeKind.FolderDeleted)));
        Assert.Contains(new FolderChange(FolderChangeKind.Modified, folder["a"], "model"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.WrittenAndClosed, folder["a"], "model"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.AttributesChanged, folder["a"], "model"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.MovedAway, folder["a"], "model"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.MovedIn, folder["b"], "moved"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.Deleted, folder["b"], "moved"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.Created, folder["b"], "new"), seen);
        Assert.Contains(new FolderChange(FolderChangeKind.FolderDeleted, folder["a"], null), seen);
    }

    [Fact]
    public async Task Lost_events_are_an_event()
    {
        using var folder = new ScratchFolder();
        using FolderWatcher watcher = FolderWatcher.Start(queueLength: 4);
        watcher.Add(folder.Path);
        for (int i = 0; i < 200; i++)
        {
            folder.Write("f" + i, "x"u8);
        }

        List<FolderChange> seen = await ReadUntil(watcher, change => change.Kind == FolderChangeKind.EverythingMayHaveChanged);
        Assert.Equal(string.Empty, seen[^1].Folder);
        // The queue may be full again: then the loss is told again. Either way the reader learns of the new file.
        folder.Write("after", "x"u8);
        seen = await ReadUntil(watcher, change => change.Name == "after" || change.Kind == FolderChangeKind.EverythingMayHaveChanged);
        Assert.NotEmpty(seen);
    }

    [Fact]
    public async Task A_removed_folder_is_quiet()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["a"]);
        Directory.CreateDirectory(folder["b"]);
        using FolderWatcher watcher = FolderWatcher.Start();
        watcher.Add(folder["a"]);
        watcher.Add(folder["b"]);
        watcher.Remove(folder["a"]);
        watcher.Remove(folder["none"]);
        folder.Write("a/unseen", "x"u8);
        folder.Write("b/seen", "x"u8);
        List<FolderChange> seen = await ReadUntil(watcher, change => change.Name == "seen");
        Assert.Contains(new FolderChange(FolderChangeKind.NoLongerWatched, folder["a"], null), seen);
        Assert.DoesNotContain(seen, change => change.Name == "unseen");
    }

    [Fact]
    public async Task Cancelling_ends_the_reader_and_disposing_ends_the_stream()
    {
        using var folder = new ScratchFolder();
        FolderWatcher watcher = FolderWatcher.Start();
        watcher.Add(folder.Path);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadUntil(watcher, _ => true, cancel.Token));
        folder.Write("f", "x"u8);
        Assert.NotEmpty(await ReadUntil(watcher, change => change.Name == "f"));
        watcher.Dispose();
        watcher.Dispose();
        await foreach (FolderChange _ in watcher.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            // What was queued before; then the stream ends, or this test hangs.
        }
    }

    [Fact]
    public void Only_existing_folders_can_be_watched()
    {
        using var folder = new ScratchFolder();
        using FolderWatcher watcher = FolderWatcher.Start();
        Assert.True(Assert.Throws<SystemCallException>(() => watcher.Add(folder["none"])).IsMissing);
        Assert.True(Assert.Throws<SystemCallException>(() => watcher.Add(folder.Write("file", "x"u8))).IsMissing);
        Directory.CreateSymbolicLink(folder["link"], folder.Path);
        Assert.Throws<SystemCallException>(() => watcher.Add(folder["link"]));
    }

    private static async Task<List<FolderChange>> ReadUntil(FolderWatcher watcher, Predicate<FolderChange> last, CancellationToken? cancellation = null)
    {
        var seen = new List<FolderChange>();
        await foreach (FolderChange change in watcher.ReadAllAsync(cancellation ?? TestContext.Current.CancellationToken))
        {
            seen.Add(change);
            if (last(change))
            {
                return seen;
            }
        }

        return seen;
    }
}
