using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void Content_and_exact_permissions_appear_together()
    {
        using var folder = new ScratchFolder();
        AtomicFile.Write(folder["state"], "one"u8, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        AtomicFile.Write(folder["state"], "two"u8, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Equal("two", File.ReadAllText(folder["state"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead, File.GetUnixFileMode(folder["state"]));
        Assert.Equal([folder["state"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Nothing_is_visible_before_the_commit_and_nothing_stays_without_one()
    {
        using var folder = new ScratchFolder();
        folder.Write("state", "old"u8);
        using (AtomicFile file = AtomicFile.Create(folder["state"]))
        {
            file.Append("new, "u8);
            file.Append("but half"u8);
            Assert.Equal(13, file.Length);
            Assert.Equal("old", File.ReadAllText(folder["state"]));
        }

        Assert.Equal([folder["state"]], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("old", File.ReadAllText(folder["state"]));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed_and_nothing_else()
    {
        using var folder = new ScratchFolder();
        folder.Write(".new-0123456789abcdef", "half"u8);
        folder.Write("state", "whole"u8);
        Assert.Equal(1, AtomicFile.RemoveLeftovers(folder.Path));
        Assert.Equal([folder["state"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_failed_rename_leaves_no_partial_file_and_says_what_failed()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["taken"]);
        var failure = Assert.Throws<SystemCallException>(() => AtomicFile.Write(folder["taken"], "x"u8));
        Assert.Equal("rename", failure.Call);
        Assert.False(failure.RetryCanHelp);
        Assert.Equal([folder["taken"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_missing_folder_is_told()
    {
        using var folder = new ScratchFolder();
        var failure = Assert.Throws<SystemCallException>(() => AtomicFile.Write(folder["missing/state"], "x"u8));
        Assert.True(failure.IsMissing);
    }

    [Theory]
    [InlineData(28, true, true)]
    [InlineData(122, true, true)]
    [InlineData(24, true, false)]
    [InlineData(13, false, false)]
    [InlineData(30, false, false)]
    public void A_failure_says_whether_a_retry_can_help(int error, bool retry, bool space)
    {
        var failure = new SystemCallException("write", "x", error);
        Assert.Equal(retry, failure.RetryCanHelp);
        Assert.Equal(space, failure.IsOutOfSpace);
    }
}
