using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Files;

public sealed class FileByteSourceTests
{
    [Fact]
    public void Reads_at_any_offset_and_short_only_at_the_end()
    {
        using var folder = new ScratchFolder();
        using FileByteSource source = FileByteSource.Open(folder.Write("f", "0123456789"u8));
        Span<byte> buffer = stackalloc byte[4];
        Assert.Equal(10, source.Length);
        Assert.Equal(4, source.Read(3, buffer));
        Assert.Equal("3456"u8, buffer);
        Assert.Equal(2, source.Read(8, buffer));
        Assert.Equal(0, source.Read(10, buffer));
        Assert.Equal(0, source.Read(1000, buffer));
    }

    [Fact]
    [RedTeam("G3", "Puts a link, a pipe or a device in the place of a file", typeof(FileByteSource))]
    public async Task Links_folders_pipes_and_devices_are_refused_without_hanging()
    {
        using var folder = new ScratchFolder();
        folder.Write("f", "x"u8);
        File.CreateSymbolicLink(folder["link"], folder["f"]);
        await ToolRun.Must("mkfifo", folder["pipe"]);
        foreach (string path in (string[])[folder["link"], folder.Path, folder["pipe"], "/dev/null"])
        {
            Assert.Throws<SystemCallException>(() => FileByteSource.Open(path));
        }

        Assert.True(Assert.Throws<SystemCallException>(() => FileByteSource.Open(folder["none"])).IsMissing);
    }

    [Fact]
    public async Task The_descriptor_is_not_inherited()
    {
        using var folder = new ScratchFolder();
        using FileByteSource source = FileByteSource.Open(folder.Write("not-for-children", "x"u8));
        string open = await ToolRun.Must("ls", "-l", "/proc/self/fd");
        Assert.DoesNotContain("not-for-children", open);
    }
}
