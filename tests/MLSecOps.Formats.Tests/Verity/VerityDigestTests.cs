using CsCheck;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Verity;

public sealed class VerityDigestTests
{
    private const int Block = VerityGeometry.BlockSize;

    // One block, one tree block (128 blocks) and one level more (128 x 128 blocks), each from both sides.
    public static TheoryData<long> Edges { get; } =
    [
        0, 1, 4095, 4096, 4097, (2L * Block) - 1, 2L * Block, (2L * Block) + 1, 127L * Block, (128L * Block) - 1, 128L * Block, (128L * Block) + 1, 129L * Block,
        1_000_003, (256L * Block) - 1, 256L * Block, (256L * Block) + 1, (16384L * Block) - 1, 16384L * Block, (16384L * Block) + 1, 16385L * Block, (16512L * Block) + 1,
    ];

    [Theory]
    [MemberData(nameof(Edges))]
    public async Task AgreesWithTheFsverityProgram(long size)
    {
        Assert.True(ToolRun.Exists("fsverity"), "the Debian package fsverity is needed");
        byte[] content = Pattern((int)size);
        using ScratchFolder folder = new();
        string output = await ToolRun.Must("fsverity", "digest", "--compact", folder.Write("file", content));
        Assert.Equal(output.Trim(), Measure(content).Hex);
    }

    [Fact]
    public void HowTheHashesAreFedDoesNotMatter() => Gen.Select(Gen.Int[0, 40_000], Gen.Int[1, 700]).Sample(
        (count, step) =>
        {
            byte[] hashes = Pattern(count * VerityGeometry.HashSize);
            VerityTreeBuilder whole = new(), parts = new();
            whole.Append(hashes);
            for (int at = 0; at < hashes.Length; at += step * VerityGeometry.HashSize)
            {
                parts.Append(hashes.AsSpan(at, Math.Min(step * VerityGeometry.HashSize, hashes.Length - at)));
            }

            Assert.Equal(whole.Finish((long)count * Block), parts.Finish((long)count * Block));
        },
        iter: 30,
        seed: "0002kvRnOrP3");

    [Fact]
    public void FourGibibytesNeedLessThanOneMebibyteOfState()
    {
        const long size = 1L << 32;
        byte[] leaves = Pattern(1 << 16);
        VerityTreeBuilder tree = new();
        tree.Append(leaves.AsSpan(0, 32));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long fed = 1; fed < size / Block;)
        {
            int count = (int)Math.Min(leaves.Length / 32, (size / Block) - fed);
            tree.Append(leaves.AsSpan(0, count * 32));
            fed += count;
        }

        Sha256Digest digest = tree.Finish(size);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.False(digest.IsDefault);
        Assert.InRange(allocated, 0, 64 << 10);
    }

    [Fact]
    public void TheWrongNumberOfHashesIsABug()
    {
        VerityTreeBuilder tree = new();
        tree.Append(new byte[32]);
        Assert.Throws<InvalidOperationException>(() => tree.Finish(4097));
        Assert.Throws<ArgumentException>(() => tree.Append(new byte[31]));
    }

    [Fact]
    public void ASourceThatEndsEarlyIsNotMeasured()
    {
        Assert.Throws<EndOfStreamException>(() => ManagedBlockHasher.Instance.ReadAndHash(new MemoryByteSource(new byte[5000]), 0, 0, new byte[8192], new byte[64]));
    }

    private static Sha256Digest Measure(byte[] content) => VerityDigester.Measure(new MemoryByteSource(content), ManagedBlockHasher.Instance, null, TestContext.Current.CancellationToken);

    private static byte[] Pattern(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)((i * 167) ^ (i >> 7));
        }

        return bytes;
    }
}
