using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>The shipped worker inspects in its sandbox, as agent and command line start it. Needs packaging/build first.</summary>
[SupportedOSPlatform("linux")]
public sealed class LaunchedInspectionTests : IDisposable
{
    private static readonly string Root =
        typeof(LaunchedInspectionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;

    private static readonly string WorkerPath =
        Path.Combine(Root, "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "mlsec-worker");

    private readonly ScratchFolder _folder = new();
    private readonly WorkerLauncher _launcher;
    private readonly Inspector _inspector;

    public LaunchedInspectionTests()
    {
        Assert.SkipWhen(!File.Exists(WorkerPath) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        _launcher = new WorkerLauncher(WorkerPath, SandboxPolicy.Default);
        _inspector = new Inspector(_launcher);
    }

    public void Dispose()
    {
        _launcher.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_sample_model_is_clean_under_the_whole_sandbox()
    {
        using FileByteSource source = FileByteSource.Open(Path.Combine(Root, "packaging/samples/fashion-mnist/model/model.onnx"));
        InspectionResult result = await Run(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")));

        Assert.True(result.Verdict is TrustVerdict.Trusted, string.Join('\n', result.Verdict.Checks));
        Assert.Empty(result.Report.Gaps);
        Assert.NotEmpty(result.Report.Worker);
        Assert.Contains(ConfinementFeature.WorkerFilter, result.Coverage.Applied);
        Assert.True(result.Report.Model!.Nodes > 0);
        for (int i = 0; i < 5; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await Run(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")));
            TestContext.Current.TestOutputHelper!.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds} ms");
        }
    }

    private Task<InspectionResult> Run(InspectionRequest request, WorkerLimits? limits = null) => _inspector.RunAsync(request, limits, TestContext.Current.CancellationToken);
}
