using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Linux.Digests;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;

namespace MLSecOps.EdgeAgent.Tests.Store;

public sealed class StagingMemoryTests
{
    [Fact]
    public async Task What_an_installation_allocates_does_not_grow_with_the_payload()
    {
        using ScratchFolder folder = new();
        SigningAuthority authority = SigningAuthority.Create();
        await using TestDevice device = new(folder, authority);
        ReleaseVerification verification = new(device.Layout, () => device.Settings, () => new VerificationTime(device.Now, TimeOrigin.Clock), new ParallelBlockHasher());

        long Allocated(int kibibytes)
        {
            byte[] package = new TestPackage { Content = new string('w', (kibibytes << 10) / 2000) }.Bytes(authority);
            long before = 0;
            // The first time, code is loaded.
            for (int i = 0; i < 2; i++)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
                VerifiedPackage staged = verification.Stage(new MemoryByteSource(package), folder["staging"], new SlotState("vision"), TestContext.Current.CancellationToken);
                Assert.IsType<TrustVerdict.Trusted>(staged.Verdict);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // One window of 2 MiB either way; a further MiB costs 64 bytes of the tree level that is kept, and the hashes of its index blocks.
        long small = Allocated(8 << 10), large = Allocated(48 << 10);
        Assert.InRange(small, 2 << 20, 4 << 20);
        Assert.InRange(large, 0, small + (64 << 10));
    }
}
