using MLSecOps.Linux.Files;
using MLSecOps.Linux.FsVerity;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.FsVerity;

public sealed class FsVerityFileTests
{
    [Fact]
    public async Task The_kernel_measures_what_the_fsverity_program_computes_or_says_that_it_cannot()
    {
        // MLSEC_TEST_VERITY_FOLDER: a folder on a file system with fs-verity (ext4 -O verity); a virtual machine of the long run has one.
        string? where = Environment.GetEnvironmentVariable("MLSEC_TEST_VERITY_FOLDER");
        string path = Path.Combine(where ?? Path.GetTempPath(), "verity-" + Guid.NewGuid().ToString("N"));
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(path, content);
        try
        {
            using (FileByteSource before = FileByteSource.Open(path))
            {
                Assert.False(FsVerityFile.Measure(before.Handle) is FsVerityMeasurement.Measured);
            }

            FsVerityEnabling enabled = FsVerityFile.Enable(path);
            using FileByteSource source = FileByteSource.Open(path);
            if (enabled == FsVerityEnabling.NotSupported)
            {
                Assert.IsNotType<FsVerityMeasurement.Measured>(FsVerityFile.Measure(source.Handle));
                Assert.Null(where);
                Assert.Skip("no fs-verity here: only its absence was tested");
            }

            Assert.Equal(FsVerityEnabling.AlreadyEnabled, FsVerityFile.Enable(path));
            var measured = Assert.IsType<FsVerityMeasurement.Measured>(FsVerityFile.Measure(source.Handle));
            Assert.Equal((await ToolRun.Must("fsverity", "digest", "--compact", path)).Trim(), measured.Digest.Hex);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        using var folder = new ScratchFolder();
        Assert.True(Assert.Throws<SystemCallException>(() => FsVerityFile.Enable(folder["none"])).IsMissing);
    }
}
