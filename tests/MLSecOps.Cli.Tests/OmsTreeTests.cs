using MLSecOps.Cli.Files;
using MLSecOps.Linux.Files;
using MLSecOps.TestKit;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Cli.Tests;

/// <summary>Between the listing of a folder and the reading of its files somebody else is at work.</summary>
public sealed class OmsTreeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [RedTeam("G3", "Replaces a file, or a folder on the way to it, by a link after the folder was listed and before the file is read", typeof(FolderBoundary), "OMS_FILE_MISSING")]
    public void What_becomes_a_link_after_the_listing_is_not_followed(bool followLinks)
    {
        using ScratchFolder scratch = Sample();
        using OmsTree tree = OmsTree.Open(scratch["model"], scratch["model.sig"], followLinks);
        OmsTreeEntry file = tree.Entries.Single(entry => entry.Path == "file"), below = tree.Entries.Single(entry => entry.Path == "sub/file");
        File.Delete(scratch["model/file"]);
        File.CreateSymbolicLink(scratch["model/file"], "sub/file");
        Directory.Move(scratch["model/sub"], scratch["model/other"]);
        Directory.CreateSymbolicLink(scratch["model/sub"], "other");

        Assert.Null(tree.Open(file));
        Assert.Null(tree.Open(below));
    }

    [Fact]
    public void A_link_that_is_turned_outward_after_the_listing_leads_nowhere()
    {
        using ScratchFolder scratch = Sample();
        File.CreateSymbolicLink(scratch["model/link"], "sub/file");
        using OmsTree tree = OmsTree.Open(scratch["model"], scratch["model.sig"], followLinks: true);
        OmsTreeEntry link = tree.Entries.Single(entry => entry.IsLink);
        Assert.True(link.IsRegular);
        using (IDisposable? followed = tree.Open(link) as IDisposable)
        {
            Assert.NotNull(followed);
        }

        File.Delete(scratch["model/link"]);
        File.CreateSymbolicLink(scratch["model/link"], "../secret");
        Assert.Null(tree.Open(link));
    }

    [Fact]
    public void A_folder_that_is_exchanged_whole_stays_the_listed_one()
    {
        using ScratchFolder scratch = Sample();
        using OmsTree tree = OmsTree.Open(scratch["model"], scratch["model.sig"], followLinks: false);
        Directory.Move(scratch["model"], scratch["old"]);
        Directory.CreateDirectory(scratch["model"]);
        scratch.Write("model/file", "another file"u8);

        using FileByteSource? source = (FileByteSource?)tree.Open(tree.Entries.Single(entry => entry.Path == "file"));
        Assert.Equal(4, source!.Length);
    }

    private static ScratchFolder Sample()
    {
        ScratchFolder scratch = new();
        Directory.CreateDirectory(scratch["model/sub"]);
        scratch.Write("secret", "secret"u8);
        scratch.Write("model/file", "file"u8);
        scratch.Write("model/sub/file", "below"u8);
        return scratch;
    }
}
