using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Sockets;

/// <summary>The socket's group, with the group file of this machine.</summary>
public sealed class SocketGroupTests
{
    [Fact]
    public void A_group_that_is_not_there_is_named()
    {
        using ScratchFolder folder = new();
        string file = folder.Write("socket", []);
        IOException refused = Assert.Throws<IOException>(() => SocketGroup.Set(file, "no-such-group"));
        Assert.Contains("no-such-group", refused.Message);
    }

    [Fact]
    public async Task A_file_is_given_to_a_group_and_one_that_has_it_is_left_alone()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may give a file to any group");
        using ScratchFolder folder = new();
        string file = folder.Write("socket", []);
        SocketGroup.Set(file, "daemon");
        Assert.Equal("daemon", (await ToolRun.Must("stat", "-c", "%G", file)).Trim());
        string changed = await ToolRun.Must("stat", "-c", "%z", file);

        // Found with the hardened unit: it runs in the group and may not call chown.
        SocketGroup.Set(file, "daemon");
        Assert.Equal(changed, await ToolRun.Must("stat", "-c", "%z", file));
    }
}
