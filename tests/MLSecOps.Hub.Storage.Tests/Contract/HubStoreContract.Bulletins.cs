using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <content>Publishers' bulletins: which one is in force.</content>
public abstract partial class HubStoreContract
{
    [Fact]
    public void The_bulletin_stored_last_is_in_force_and_those_before_are_history()
    {
        Assert.Null(Store.NewestBulletin());
        Store.Write(write => write.AddBulletin(Samples.Bulletin(7)));

        // New publishers begin with their own numbers.
        Store.Write(write => write.AddBulletin(Samples.Bulletin(2)));
        Same(Samples.Bulletin(2), Store.NewestBulletin());
        Assert.Equal([2, 7], Store.Bulletins(10).Select(bulletin => bulletin.Version));
        Assert.Equal([2], Store.Bulletins(1).Select(bulletin => bulletin.Version));
    }

    [Fact]
    public void A_bulletin_that_was_not_committed_is_not_in_force()
    {
        using (IHubTransaction write = Store.Begin())
        {
            write.AddBulletin(Samples.Bulletin(1));
            Assert.Equal(1, write.NewestBulletin()!.Version);
        }

        Assert.Null(Store.NewestBulletin());
    }
}
