using MLSecOps.Core.Digests;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.FsVerity;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.FsVerity;

public sealed class FsVerityFileTests
{
    private const int Block = VerityGeometry.BlockSize;

    // Around one block, one tree block (128 blocks) and one level more (128 x 128 blocks).
    private static readonly int[] Sizes =
    [
        0, 1, Block - 1, Block, Block + 1, 300_000, (128 * Block) - 1, 128 * Block, (128 * Block) + 1, 129 * Block, (16384 * Block) - 1, 16384 * Block, (16384 * Block) + 1,
    ];

    [Fact]
    public async Task The_kernel_measures_what_we_compute_or_says_that_it_cannot()
    {
        await using VerityFolder folder = await VerityFolder.MakeAsync();
        Assert.SkipWhen(folder.Absence is not null, $"the kernel was not asked: {folder.Absence}");
        foreach (int size in Sizes)
        {
            string path = Path.Combine(folder.Path, $"of-{size}-bytes");
            byte[] content = new byte[size];
            new Random(size).NextBytes(content);
            File.WriteAllBytes(path, content);
            Sha256Digest ours;
            using (FileByteSource before = FileByteSource.Open(path))
            {
                Assert.False(FsVerityFile.Measure(before.Handle) is FsVerityMeasurement.Measured);
                ours = VerityDigester.Measure(before, new ParallelBlockHasher(), null, TestContext.Current.CancellationToken);
            }

            FsVerityEnabling enabled = FsVerityFile.Enable(path);
            using FileByteSource source = FileByteSource.Open(path);
            if (enabled == FsVerityEnabling.NotSupported)
            {
                Assert.IsNotType<FsVerityMeasurement.Measured>(FsVerityFile.Measure(source.Handle));
                Assert.False(VerityFolder.Promised);
                Assert.Skip("this kernel has no fs-verity: only its absence was tested");
            }

            Assert.Equal(FsVerityEnabling.AlreadyEnabled, FsVerityFile.Enable(path));
            Assert.Equal(ours, Assert.IsType<FsVerityMeasurement.Measured>(FsVerityFile.Measure(source.Handle)).Digest);
        }
    }

    [Fact]
    public void A_file_system_without_it_is_told_from_a_failure()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("file", new byte[5000]);
        FsVerityEnabling enabled = FsVerityFile.Enable(path);
        using FileByteSource source = FileByteSource.Open(path);
        Assert.Equal(enabled != FsVerityEnabling.NotSupported, FsVerityFile.Measure(source.Handle) is FsVerityMeasurement.Measured);
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        using var folder = new ScratchFolder();
        Assert.True(Assert.Throws<SystemCallException>(() => FsVerityFile.Enable(folder["none"])).IsMissing);
    }
}
