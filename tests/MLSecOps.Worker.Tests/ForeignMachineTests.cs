using System.Diagnostics;
using System.Reflection;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker.Tests;

/// <summary>The shipped worker of another kind of machine, under an emulator that tests/arm64-smoke names: the same golden inputs, the same answers.</summary>
public sealed class ForeignMachineTests
{
    /// <summary>A command line that runs the worker, split at spaces; set by tests/arm64-smoke.</summary>
    private const string Command = "MLSEC_FOREIGN_WORKER";

    [Fact]
    public async Task The_sample_model_answers_its_golden_inputs_there_too()
    {
        string? command = Environment.GetEnvironmentVariable(Command);
        Assert.SkipWhen(string.IsNullOrEmpty(command), "runs in tests/arm64-smoke, which has the emulator");
        string model = Path.Combine(Root, "packaging/samples/fashion-mnist/model");
        Dictionary<string, byte[]> vectors = Directory
            .EnumerateFiles(Path.Combine(model, "sanity"), "*.pb", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(Path.Combine(model, "sanity"), file), File.ReadAllBytes);
        byte[] job = JobBytes.Of(File.ReadAllBytes(Path.Combine(model, "model.onnx")), File.ReadAllBytes(Path.Combine(model, "sanity/suite.json")), vectors);

        // An emulator of user programs has no system-call filter: the job that says so is the only one that runs there.
        string[] words = command!.Split(' ');
        ProcessStartInfo start = new(words[0], [.. words[1..], "rehearse-insecure-unlocked"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process worker = Process.Start(start)!;
        await worker.StandardInput.BaseStream.WriteAsync(job, TestContext.Current.CancellationToken);
        worker.StandardInput.Close();
        using MemoryStream said = new();
        await worker.StandardOutput.BaseStream.CopyToAsync(said, TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, worker.ExitCode);

        Assert.True(RehearsalReportParser.Parse(said.ToArray()).TryGet(out RehearsalReport? report, out FormatFault? fault), fault?.ToString());
        Assert.IsType<TrustVerdict.Trusted>(report.Outcome.Verdict);
        Assert.Equal("arm64", report.Engine.Architecture);
        Assert.Equal(8, report.Outcome.Comparisons.Count);
        Assert.NotEmpty(report.Gaps);
    }

    private static string Root => typeof(ForeignMachineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;
}
