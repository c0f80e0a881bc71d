using System.Diagnostics;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class InterruptTests
{
    [Fact]
    public async Task Ctrl_C_leaves_nothing_half_written_and_says_130()
    {
        using ScratchFolder folder = new();
        string model = folder["model/model.onnx"];
        Directory.CreateDirectory(folder["model"]);
        using (FileStream sparse = File.Create(model))
        {
            sparse.SetLength(6L << 30); // Takes no space on disk and seconds to pack.
        }

        Mlsec mlsec = new(folder.Path);
        using Process process = mlsec.Begin(Mlsec.Program, "model", "pack", "model", "-o", "x.mlpkg", "--name", "a", "--version", "1.0.0", "--release", "1");
        try
        {
            // The temporary file is made before anything is measured: measuring 6 GiB takes long enough to be hit.
            Stopwatch waited = Stopwatch.StartNew();
            while (!Directory.EnumerateFiles(folder.Path).Any() && waited.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await ToolRun.Must("kill", "-INT", process.Id.ToString());
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("[COMMAND_INTERRUPTED]", await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }
}
