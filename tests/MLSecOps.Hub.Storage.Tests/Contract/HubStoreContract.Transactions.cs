using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Storage.Tests.Contract;

/// <content>What a transaction promises.</content>
public abstract partial class HubStoreContract
{
    [Fact]
    public void A_record_of_a_device_that_is_not_enrolled_is_refused() =>
        Assert.Throws<StorageException>(() => Store.Write(write => write.AddRecord(Samples.Record(1))));

    [Fact]
    public void Others_see_only_what_was_committed_and_the_writer_its_own()
    {
        Store.Enrol(Samples.Ueid);
        using IHubTransaction write = Store.Begin();
        write.PutState(Samples.State());
        Assert.Equal(7, write.StateOf(Samples.Ueid).BdSeq);
        Assert.Equal(0, Store.StateOf(Samples.Ueid).BdSeq);
        write.Commit();
        Assert.Equal(7, Store.StateOf(Samples.Ueid).BdSeq);
    }

    [Fact]
    public void Without_commit_nothing_stays()
    {
        using (IHubTransaction write = Store.Begin())
        {
            write.AddPackage(Samples.Package());
        }

        Assert.Empty(Store.Packages());
        Reopen();
        Assert.Empty(Store.Packages());
    }

    [Fact]
    public void After_a_failure_nothing_of_the_transaction_stays_and_the_next_one_works()
    {
        using (IHubTransaction write = Store.Begin())
        {
            write.AddPackage(Samples.Package());
            Assert.Throws<StorageException>(() => write.AddRecord(Samples.Record(1)));
            Assert.Throws<StorageException>(() => write.AddPackage(Samples.Package(manifest: "later")));
            Assert.Throws<StorageException>(write.Commit);
        }

        Assert.Empty(Store.Packages());
        Store.Write(write => write.AddPackage(Samples.Package()));
        Assert.Single(Store.Packages());
    }

    [Fact]
    public async Task A_second_writer_waits_for_the_first()
    {
        IHubTransaction first = Store.Begin();
        Task<int> second = Task.Run(
            () => Store.Write(write =>
            {
                int seen = write.Packages().Count;
                write.AddPackage(Samples.Package(release: 18, manifest: "second"));
                return seen;
            }),
            TestContext.Current.CancellationToken);
        first.AddPackage(Samples.Package());
        Assert.False(second.IsCompleted);
        first.Commit();
        first.Dispose();
        Assert.Equal(1, await second);
        Assert.Equal(2, Store.Packages().Count);
    }

    [Fact]
    public async Task Many_readers_and_writers_at_once_see_whole_transactions()
    {
        // Each transaction adds two lines: whoever ever sees an odd number saw half of one.
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task[] writers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Store.Write(write =>
                    {
                        write.AddChange(Samples.Change("first"));
                        write.AddChange(Samples.Change("second"));
                    });
                }
            },
            cancel))];
        Task[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(
            () =>
            {
                while (!Array.TrueForAll(writers, writer => writer.IsCompleted))
                {
                    Assert.Equal(0, Store.Changes(null, 1000).Count % 2);
                }
            },
            cancel))];
        await Task.WhenAll([.. writers, .. readers]);
        Assert.Equal(60, Store.Changes(null, 1000).Count);
    }

    [Fact]
    public void A_transaction_that_ended_takes_nothing_more()
    {
        IHubTransaction write = Store.Begin();
        write.Commit();
        Assert.Throws<ObjectDisposedException>(() => write.AddPackage(Samples.Package()));
        write.Dispose();
        Store.Begin().Dispose();
    }
}
