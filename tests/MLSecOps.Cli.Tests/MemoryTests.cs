using System.Globalization;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>What a verification keeps in memory, as the kernel counts it for the whole process.</summary>
public sealed class MemoryTests
{
    private const double Mebibyte = 1 << 20;

    // Prints the exit code and the peak resident size in KiB (getrusage(2): ru_maxrss) of one run.
    private const string Measure =
        "import os, sys; pid = os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]); _, status, used = os.wait4(pid, 0); print(os.waitstatus_to_exitcode(status), used.ru_maxrss, file=sys.stderr)";

    [Fact]
    public async Task A_model_of_4_GiB_whose_index_alone_has_32_MiB_is_verified_in_less_than_that()
    {
        Assert.SkipUnless(ToolRun.Exists("python3"), "python3 is not installed");
        using ScratchFolder folder = new();
        SigningAuthority authority = SigningAuthority.Create();
        string anchors = folder.Write("anchors.pem", System.Text.Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(authority.Certificate)));
        SparsePackage.Write(folder["small.mlpkg"], 100_000, authority);
        SparsePackage.Write(folder["large.mlpkg"], 4L << 30, authority);

        double small = await PeakMebibytes(folder["small.mlpkg"], anchors);
        double large = await PeakMebibytes(folder["large.mlpkg"], anchors);
        // One window of 2 MiB, and the tree level above the leaves, 256 KiB.
        Assert.InRange(large - small, 0, 8);
        if (Environment.GetEnvironmentVariable("MLSEC_UNDER_TEST") is not null)
        {
            Assert.InRange(large, 0, 32);
        }
    }

    private static async Task<double> PeakMebibytes(string package, string anchors)
    {
        ToolRun run = await ToolRun.Run("python3", "-c", Measure, Mlsec.Program, "model", "verify", package, "--anchors", anchors);
        string[] last = run.Error.Trim().Split('\n')[^1].Split(' ');
        Assert.True(last[0] == "0", run.ToString());
        return int.Parse(last[1], CultureInfo.InvariantCulture) * 1024 / Mebibyte;
    }
}
