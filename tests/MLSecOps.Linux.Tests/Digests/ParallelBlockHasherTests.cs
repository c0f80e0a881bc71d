using System.Buffers.Binary;
using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Digests;

public sealed class ParallelBlockHasherTests
{
    [Fact]
    public void The_low_level_interface_of_libcrypto_is_there() => Assert.NotNull(NativeSha256.TryLoad());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(131072)]
    [InlineData(131073)]
    [InlineData(1_000_001)]
    public void Every_degree_and_both_implementations_hash_the_same_leaves(int length)
    {
        byte[] content = new byte[length + 777];
        new Random(length).NextBytes(content);
        byte[] expected = Reference(content.AsSpan(777, length));
        foreach (IBlockHasher hasher in (IBlockHasher[])[new ParallelBlockHasher(1), new ParallelBlockHasher(4), new ParallelBlockHasher(1, null), new ParallelBlockHasher(3, null)])
        {
            byte[] window = new byte[length];
            byte[] leaves = new byte[expected.Length];
            hasher.ReadAndHash(new MemoryByteSource(content), 777, 0, window, leaves);
            Assert.Equal(expected, leaves);
            Assert.True(content.AsSpan(777, length).SequenceEqual(window));
        }
    }

    [Fact]
    public void A_window_in_the_middle_gives_the_leaves_of_the_middle()
    {
        byte[] content = new byte[100 * 4096];
        new Random(5).NextBytes(content);
        byte[] window = new byte[64 * 4096];
        byte[] leaves = new byte[64 * 32];
        new ParallelBlockHasher(2).ReadAndHash(new MemoryByteSource(content), 4096, 8 * 4096, window, leaves);
        Assert.Equal(Reference(content.AsSpan(9 * 4096, window.Length)), leaves);
    }

    [Fact]
    public void A_source_that_ends_early_is_an_error_on_every_thread()
    {
        byte[] content = new byte[1_000_000];
        byte[] window = new byte[1_000_001];
        byte[] leaves = new byte[245 * 32];
        Assert.Throws<EndOfStreamException>(() => new ParallelBlockHasher(1).ReadAndHash(new MemoryByteSource(content), 0, 0, window, leaves));
        Assert.Throws<EndOfStreamException>(() => new ParallelBlockHasher(4).ReadAndHash(new MemoryByteSource(content), 0, 0, window, leaves));
    }

    [Fact]
    public void Several_callers_share_one_hasher()
    {
        byte[] content = new byte[2_000_000];
        new Random(9).NextBytes(content);
        byte[] expected = Reference(content);
        var hasher = new ParallelBlockHasher(2);
        Parallel.For(0, 8, _ =>
        {
            byte[] window = new byte[content.Length];
            byte[] leaves = new byte[expected.Length];
            hasher.ReadAndHash(new MemoryByteSource(content), 0, 0, window, leaves);
            Assert.Equal(expected, leaves);
        });
    }

    [Fact]
    public void Misuse_is_named()
    {
        var hasher = new ParallelBlockHasher(1);
        var source = new MemoryByteSource(new byte[8192]);
        Assert.Throws<ArgumentOutOfRangeException>(() => hasher.ReadAndHash(source, 0, 1, new byte[1], new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => hasher.ReadAndHash(source, 0, 0, new byte[4097], new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ParallelBlockHasher(0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(524289)]
    [InlineData(1_300_000)]
    public async Task The_tree_over_our_leaves_is_what_the_fsverity_program_says(int length)
    {
        Assert.SkipUnless(ToolRun.Exists("fsverity"), "fsverity is not installed");
        using var folder = new ScratchFolder();
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        string path = folder.Write("content", content);

        using FileByteSource source = FileByteSource.Open(path);
        byte[] leaves = new byte[(length + 4095) / 4096 * 32];
        new ParallelBlockHasher(2).ReadAndHash(source, 0, 0, new byte[length], leaves);

        byte[] descriptor = new byte[256];
        descriptor[0] = 1;
        descriptor[1] = 1;
        descriptor[2] = 12;
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor.AsSpan(8), (ulong)length);
        while (leaves.Length > 32)
        {
            leaves = Reference(leaves);
        }

        leaves.CopyTo(descriptor, 16);
        string said = await ToolRun.Must("fsverity", "digest", "--compact", path);
        Assert.Equal(said.Trim(), Convert.ToHexStringLower(SHA256.HashData(descriptor)));
    }

    /// <summary>Hashes block by block with the framework, on one thread.</summary>
    private static byte[] Reference(ReadOnlySpan<byte> content)
    {
        using var result = new MemoryStream();
        for (int at = 0; at < content.Length; at += 4096)
        {
            byte[] block = new byte[4096];
            content[at..Math.Min(at + 4096, content.Length)].CopyTo(block);
            result.Write(SHA256.HashData(block));
        }

        return result.ToArray();
    }
}
