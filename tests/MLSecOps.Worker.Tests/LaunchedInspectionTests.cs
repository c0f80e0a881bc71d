using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
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
    }

    [Fact]
    public async Task A_part_of_a_package_is_read_and_nothing_around_it()
    {
        byte[] model = SmallModel.OneNode("Add", 13, "A", "B");
        _folder.Write("package", [.. "before"u8, .. model, .. "after"u8]);
        using FileByteSource source = FileByteSource.Open(_folder["package"]);
        InspectionResult result = await Run(new InspectionRequest(new InspectionTarget(source, new InspectedFile("model.onnx", 6, model.Length)), Files: []));
        Assert.True(result.Verdict is TrustVerdict.Trusted, string.Join('\n', result.Verdict.Checks));
        Assert.Equal(1, result.Report.Model!.Nodes);
    }

    [Fact]
    public async Task A_model_of_a_gibibyte_is_stepped_over_and_not_read()
    {
        const long gibibyte = 1L << 30;
        byte[] head = SmallModel.Weights(gibibyte);
        _folder.Write("model.onnx", head);
        using (FileStream file = File.OpenWrite(_folder["model.onnx"]))
        {
            file.SetLength(head.Length + gibibyte);
        }

        using FileByteSource source = FileByteSource.Open(_folder["model.onnx"]);
        InspectionResult result = await Run(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")));
        Assert.Null(result.Report.Refusal);
        Assert.Equal(gibibyte / 4, result.Report.Model!.Parameters);
        Assert.Equal(head.Length, result.Report.Model.StructureBytes);
        Assert.InRange(result.Report.Model.BytesRead, 0, 2 << 20);
    }

    [Fact]
    [RedTeam("G6", "Has the inspection of a small file fill the device's memory", typeof(InspectionHeap), "WORKER_MEMORY_EXCEEDED")]
    public async Task A_graph_beyond_the_memory_of_an_inspection_ends_alone_with_its_reason()
    {
        _folder.Write("model.onnx", SmallModel.Chain(99_000, "a-name-that-is-longer-than-those-of-other-models-so-that-a-hundred-bytes-stand-for-each-value"));
        using FileByteSource source = FileByteSource.Open(_folder["model.onnx"]);
        InspectionResult result = await Run(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")));
        Assert.Equal(SandboxReasons.MemoryExceeded, result.Report.Refusal!.Reason);
        Assert.StartsWith("exit code 12", result.Report.Refusal.Found);
    }

    [Fact]
    public async Task What_is_no_model_is_refused_by_its_reason()
    {
        _folder.Write("model.onnx", "not a model at all"u8);
        using FileByteSource source = FileByteSource.Open(_folder["model.onnx"]);
        InspectionResult result = await Run(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")));
        Assert.Equal(InspectionReasons.Malformed, Assert.IsType<TrustVerdict.Inconclusive>(result.Verdict).Reason);
    }

    private Task<InspectionResult> Run(InspectionRequest request, WorkerLimits? limits = null) => _inspector.RunAsync(request, limits, TestContext.Current.CancellationToken);
}
