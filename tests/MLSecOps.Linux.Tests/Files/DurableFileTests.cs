using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Appends_stand_one_after_the_other_in_a_private_file()
    {
        DurableFile.Append(_folder["log"], 0, "one"u8);
        DurableFile.Append(_folder["log"], 3, "two"u8);
        Assert.Equal("onetwo", File.ReadAllText(_folder["log"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["log"]));
    }

    [Fact]
    public void What_a_failed_append_left_behind_the_known_end_is_cut_off()
    {
        File.WriteAllText(_folder["log"], "one and a half");
        DurableFile.Append(_folder["log"], 3, "two"u8);
        Assert.Equal("onetwo", File.ReadAllText(_folder["log"]));
    }

    [Fact]
    public void A_file_that_became_shorter_is_not_filled_up_with_zeros()
    {
        File.WriteAllText(_folder["log"], "on");
        Assert.Throws<SystemCallException>(() => DurableFile.Append(_folder["log"], 3, "two"u8));
        Assert.Equal("on", File.ReadAllText(_folder["log"]));
    }

    [Fact]
    public void A_full_disk_is_named_as_such() => Assert.True(Assert.Throws<SystemCallException>(() => DurableFile.Append("/dev/full", 0, "x"u8)).IsOutOfSpace);

    [Fact]
    public void A_link_in_the_file_s_place_is_not_followed()
    {
        File.WriteAllText(_folder["elsewhere"], "");
        File.CreateSymbolicLink(_folder["log"], _folder["elsewhere"]);
        Assert.Throws<SystemCallException>(() => DurableFile.Append(_folder["log"], 0, "x"u8));
        Assert.Empty(File.ReadAllText(_folder["elsewhere"]));
    }

    [Fact]
    public void Overwriting_touches_only_its_bytes_and_cutting_only_the_end()
    {
        File.WriteAllText(_folder["log"], "abcdef");
        DurableFile.Overwrite(_folder["log"], 2, "XY"u8);
        Assert.Equal("abXYef", File.ReadAllText(_folder["log"]));
        DurableFile.Cut(_folder["log"], 4);
        DurableFile.Cut(_folder["log"], 9);
        Assert.Equal("abXY", File.ReadAllText(_folder["log"]));
    }
}
