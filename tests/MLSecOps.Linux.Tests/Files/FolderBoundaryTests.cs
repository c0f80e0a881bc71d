using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Files;

public sealed class FolderBoundaryTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_below_open(bool oneCall)
    {
        using var folder = Sample();
        using FolderBoundary boundary = FolderBoundary.Open(folder["in"], oneCall);
        using FileByteSource file = boundary.OpenFile("deep/er/file");
        Assert.Equal(4, file.Length);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("deep/../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("link-out")]
    [InlineData("folder-link/secret")]
    [InlineData("link-in")]
    [InlineData("deep")]
    [InlineData("none")]
    [InlineData("")]
    [RedTeam("G6", "Leads out of the folder by dots, absolute paths or links", typeof(FolderBoundary))]
    public void Nothing_leads_out_and_no_link_is_followed(string path)
    {
        using var folder = Sample();
        foreach (bool oneCall in (bool[])[true, false])
        {
            using FolderBoundary boundary = FolderBoundary.Open(folder["in"], oneCall);
            Assert.Throws<SystemCallException>(() => boundary.OpenFile(path));
        }
    }

    [Fact]
    public void The_folder_itself_may_not_be_a_link()
    {
        using var folder = Sample();
        Directory.CreateSymbolicLink(folder["alias"], folder["in"]);
        Assert.Throws<SystemCallException>(() => FolderBoundary.Open(folder["alias"]));
    }

    [Theory]
    [InlineData("deep/er/file")]
    [InlineData("link-in")]
    [InlineData("deep/up")]
    [InlineData("folder-in/file")]
    public void Links_that_stay_inside_are_followed_where_that_is_asked_for(string path)
    {
        using var folder = Sample();
        using FolderBoundary boundary = FolderBoundary.Open(folder["in"]);
        using FileByteSource file = boundary.OpenFileThroughLinks(path);
        Assert.Equal(4, file.Length);
        using FolderBoundary old = FolderBoundary.Open(folder["in"], oneCall: false);
        Assert.Throws<SystemCallException>(() => old.OpenFileThroughLinks(path));
    }

    [Theory]
    [InlineData("link-out")]
    [InlineData("link-out-and-in")]
    [InlineData("link-absolute-in")]
    [InlineData("folder-link/secret")]
    [InlineData("folder-in")]
    [InlineData("circle")]
    [InlineData("dangling")]
    [InlineData("descriptor/0")]
    [InlineData("../secret")]
    public void Links_never_lead_out(string path)
    {
        using var folder = Sample();
        using FolderBoundary boundary = FolderBoundary.Open(folder["in"]);
        Assert.Throws<SystemCallException>(() => boundary.OpenFileThroughLinks(path));
    }

    private static ScratchFolder Sample()
    {
        var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["in/deep/er"]);
        folder.Write("secret", "secret"u8);
        folder.Write("in/deep/er/file", "file"u8);
        File.CreateSymbolicLink(folder["in/link-out"], folder["secret"]);
        File.CreateSymbolicLink(folder["in/link-in"], "deep/er/file");
        Directory.CreateSymbolicLink(folder["in/folder-link"], folder.Path);
        File.CreateSymbolicLink(folder["in/deep/up"], "../deep/er/file");
        Directory.CreateSymbolicLink(folder["in/folder-in"], "deep/er");
        File.CreateSymbolicLink(folder["in/link-out-and-in"], "../in/deep/er/file");
        File.CreateSymbolicLink(folder["in/link-absolute-in"], folder["in/deep/er/file"]);
        File.CreateSymbolicLink(folder["in/circle"], "circle");
        File.CreateSymbolicLink(folder["in/dangling"], "none");
        Directory.CreateSymbolicLink(folder["in/descriptor"], "/proc/self/fd");
        return folder;
    }
}
