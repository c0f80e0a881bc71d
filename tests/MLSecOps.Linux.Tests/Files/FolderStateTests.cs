using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Files;

public sealed class FolderStateTests
{
    [Fact]
    public void The_lock_is_held_by_one_and_the_other_learns_by_whom()
    {
        using var folder = new ScratchFolder();
        var first = Assert.IsType<LockAttempt.Acquired>(ExclusiveLockFile.TryAcquire(folder["lock"]));
        var second = Assert.IsType<LockAttempt.HeldByOther>(ExclusiveLockFile.TryAcquire(folder["lock"]));
        Assert.Equal(Environment.ProcessId, second.ProcessId);
        first.Lock.Dispose();
        using ExclusiveLockFile again = Assert.IsType<LockAttempt.Acquired>(ExclusiveLockFile.TryAcquire(folder["lock"])).Lock;
    }

    [Fact]
    public async Task Another_process_sees_the_lock()
    {
        using var folder = new ScratchFolder();
        using ExclusiveLockFile held = Assert.IsType<LockAttempt.Acquired>(ExclusiveLockFile.TryAcquire(folder["lock"])).Lock;
        Assert.Equal(9, (await ToolRun.Run("flock", "--nonblock", "--conflict-exit-code", "9", folder["lock"], "true")).ExitCode);
        held.Dispose();
        Assert.Equal(0, (await ToolRun.Run("flock", "--nonblock", "--conflict-exit-code", "9", folder["lock"], "true")).ExitCode);
    }

    [Fact]
    public async Task A_lock_file_with_nonsense_inside_still_tells_that_it_is_held()
    {
        using var folder = new ScratchFolder();
        using ExclusiveLockFile held = Assert.IsType<LockAttempt.Acquired>(ExclusiveLockFile.TryAcquire(folder["lock"])).Lock;
        await ToolRun.Must("sh", "-c", $"echo nonsense > {folder["lock"]}");
        Assert.Null(Assert.IsType<LockAttempt.HeldByOther>(ExclusiveLockFile.TryAcquire(folder["lock"])).ProcessId);
    }

    [Fact]
    public void The_link_switches_and_reads_back()
    {
        using var folder = new ScratchFolder();
        Assert.Null(SymbolicLinkSwitch.Read(folder["current"]));
        SymbolicLinkSwitch.Point(folder["current"], "17-abc");
        Assert.Equal("17-abc", SymbolicLinkSwitch.Read(folder["current"]));
        SymbolicLinkSwitch.Point(folder["current"], "18-def");
        Assert.Equal("18-def", SymbolicLinkSwitch.Read(folder["current"]));
        Assert.Equal([folder["current"]], Directory.GetFileSystemEntries(folder.Path));
        SymbolicLinkSwitch.Remove(folder["current"]);
        SymbolicLinkSwitch.Remove(folder["current"]);
        Assert.Null(SymbolicLinkSwitch.Read(folder["current"]));
        folder.Write("file", "x"u8);
        Assert.Null(SymbolicLinkSwitch.Read(folder["file"]));
    }

    [Fact]
    public void A_reader_never_finds_the_link_missing()
    {
        using var folder = new ScratchFolder();
        SymbolicLinkSwitch.Point(folder["current"], "a");
        int missing = 0;
        int read = 0;
        bool done = false;
        var reader = new Thread(() =>
        {
            while (!Volatile.Read(ref done) || read == 0)
            {
                read++;
                missing += SymbolicLinkSwitch.Read(folder["current"]) is null ? 1 : 0;
            }
        });
        reader.Start();
        for (int i = 0; i < 200; i++)
        {
            SymbolicLinkSwitch.Point(folder["current"], i % 2 == 0 ? "b" : "a");
        }

        Volatile.Write(ref done, true);
        reader.Join();
        Assert.Equal(0, missing);
    }

    [Fact]
    public async Task Free_space_is_what_df_says()
    {
        using var folder = new ScratchFolder();
        FreeSpace space = FreeSpace.Of(folder.Path);
        string[] said = (await ToolRun.Must("df", "--block-size=1", "--output=size,avail", folder.Path)).Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(long.Parse(said[0]), space.TotalBytes);
        Assert.InRange(space.AvailableBytes, 1, space.TotalBytes);
        Assert.True(Assert.Throws<SystemCallException>(() => FreeSpace.Of(folder["none"])).IsMissing);
    }

    [Fact]
    public void A_sealed_tree_is_read_only_and_can_be_removed()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["tree/below"]);
        folder.Write("outside", "x"u8);
        folder.Write("tree/below/file", "x"u8);
        File.CreateSymbolicLink(folder["tree/link"], folder["outside"]);
        UnixFileMode before = File.GetUnixFileMode(folder["outside"]);
        TreeSeal.Apply(folder["tree"]);
        Assert.Equal((UnixFileMode)0x124, File.GetUnixFileMode(folder["tree/below/file"]));
        Assert.Equal((UnixFileMode)0x16d, File.GetUnixFileMode(folder["tree/below"]));
        Assert.Equal((UnixFileMode)0x16d, File.GetUnixFileMode(folder["tree"]));
        Assert.Equal(before, File.GetUnixFileMode(folder["outside"]));
        Directory.CreateDirectory(folder["elsewhere"]);
        TreeSeal.Move(folder["tree"], folder["elsewhere/tree"]);
        Assert.Equal((UnixFileMode)0x16d, File.GetUnixFileMode(folder["elsewhere/tree/below"]));
        TreeSeal.Remove(folder["elsewhere/tree"]);
        TreeSeal.Remove(folder["elsewhere/tree"]);
        Directory.Delete(folder["elsewhere"]);
        Assert.Equal([folder["outside"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Flushing_what_is_missing_is_an_error()
    {
        using var folder = new ScratchFolder();
        folder.Write("file", "x"u8);
        FolderFlush.Flush(folder.Path);
        FolderFlush.FlushFile(folder["file"]);
        Assert.True(Assert.Throws<SystemCallException>(() => FolderFlush.Flush(folder["file"])).IsMissing);
        Assert.True(Assert.Throws<SystemCallException>(() => FolderFlush.FlushFile(folder["none"])).IsMissing);
    }
}
