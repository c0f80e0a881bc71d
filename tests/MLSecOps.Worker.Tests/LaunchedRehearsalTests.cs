using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Launch;
using MLSecOps.Sandbox.Rehearsal;
using MLSecOps.TestKit;

namespace MLSecOps.Worker.Tests;

/// <summary>The shipped worker in its sandbox, as agent and command line start it. Needs packaging/build first.</summary>
[SupportedOSPlatform("linux")]
public sealed class LaunchedRehearsalTests : IDisposable
{
    private const int Flips = 40;

    private static readonly string Root =
        typeof(LaunchedRehearsalTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;

    private static readonly string WorkerPath =
        Path.Combine(Root, "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "mlsec-worker");

    private readonly WorkerLauncher _launcher;
    private readonly Rehearser _rehearser;

    public LaunchedRehearsalTests()
    {
        Assert.SkipWhen(!File.Exists(WorkerPath) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        _launcher = new WorkerLauncher(WorkerPath, SandboxPolicy.Default);
        _rehearser = new Rehearser(_launcher, WorkerPath);
    }

    public void Dispose() => _launcher.Dispose();

    [Fact]
    public async Task The_sample_model_passes_under_the_whole_sandbox()
    {
        string folder = Path.Combine(Root, "packaging/samples/fashion-mnist/model");
        RehearsalFile[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Package(Path.GetRelativePath(folder, path), File.ReadAllBytes(path)))];
        RehearsalResult result = await Run(files, null);

        Assert.True(result.Verdict is TrustVerdict.Trusted, string.Join('\n', result.Verdict.Checks));
        Assert.NotEmpty(result.Outputs);
        Assert.Empty(result.Gaps);
        Assert.Contains(ConfinementFeature.WorkerFilter, result.Coverage!.Applied);
        Assert.Equal(result.Engine.Key, _rehearser.MeasureEngine(TestContext.Current.CancellationToken).Key);
        Assert.Equal("1.31.1", result.Described!.OnnxRuntime);
    }

    [Fact]
    public async Task Gates_relations_and_threads_work_under_the_whole_sandbox()
    {
        const string Suite = """
            {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],"determinism":{"repeats":2,"threads":4},
             "labelled":{"path":"labelled","output":"probabilities","answer":"argmax","min_accuracy":0.84975,"fairness":{"groups":["Female","Male"],"positive":1,"max_selection_difference":0.2}},
             "metamorphic":[{"relation":"sum-to-one","output":"probabilities"}]}
            """;
        RehearsalFile[] files = [Package("sanity/suite.json", System.Text.Encoding.UTF8.GetBytes(Suite)), .. SharedRows.Adult().Select(file => Package("sanity/" + file.Key, file.Value))];
        RehearsalResult result = await Run(files, SharedRows.AdultModel());

        Assert.True(result.Verdict is TrustVerdict.Trusted, string.Join('\n', result.Verdict.Checks));
        Assert.Equal(3399, Assert.Single(result.Gates).Correct);
        Assert.Contains(result.Verdict.Checks, check => check.Id == "rehearsal.threads");
    }

    [Theory]
    [InlineData("mnist-finetuned.onnx")]
    [InlineData("mnist-int8weights.onnx")]
    [InlineData("mnist-backdoor-7.onnx")]
    [RedTeam("G1", "Puts a fine-tuned, quantised or backdoored twin in the model's place", typeof(Rehearsal), "SANITY_OUTPUT_DEVIATES")]
    public async Task A_twin_put_in_the_model_s_place_is_found(string twin)
    {
        RehearsalResult result = await Run(Mnist(), SharedModels.Mnist(twin));

        Assert.Equal(RehearsalReasons.OutputDeviates, Assert.IsType<TrustVerdict.Rejected>(result.Verdict).Reason);
        Assert.False(result.Worst!.Passed);
        Assert.True(result.RequiredAbsolute > result.Worst.Tolerance.Absolute);
    }

    [Fact]
    [RedTeam("G1", "Flips bits of the weights", typeof(Rehearsal))]
    public async Task Flipped_bits_never_escape_as_an_exception_and_pass_only_within_tolerance()
    {
        byte[] model = SharedModels.Mnist("mnist.onnx");
        RehearsalFile[] files = Mnist();
        var positions = new Random(20261123);
        int refused = 0;
        for (int flip = 0; flip < Flips; flip++)
        {
            byte[] flipped = [.. model];
            int bit = positions.Next(model.Length * 8);
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            RehearsalResult result = await Run(files, flipped);
            refused += result.Verdict is TrustVerdict.Trusted ? 0 : 1;
            Assert.True(result.Verdict is not TrustVerdict.Trusted || result.Outputs.All(row => row.Passed));
        }

        Assert.InRange(refused, 1, Flips);
    }

    [Fact]
    [RedTeam("G6", "Has a model expand one number to 64 GiB", typeof(WorkerLauncher))]
    public async Task A_model_that_eats_memory_ends_alone()
    {
        // Expand of one float to 2^34 of them: 64 GiB.
        RehearsalFile[] files =
        [
            Package("sanity/test_data_set_0/input_0.pb", SmallModel.Floats("A", 1, 2)),
            Package("sanity/test_data_set_0/input_1.pb", MLSecOps.Formats.Onnx.TensorProtoWriter.Write(new Core.Tensors.Tensor(
                "B", Core.Tensors.ElementType.Int64, [2], MemoryMarshal.AsBytes<long>([1L << 33, 2]).ToArray()))),
            Package("sanity/test_data_set_0/output_0.pb", SmallModel.Floats("Y", 1, 2)),
        ];
        RehearsalResult result = await Run(files, SmallModel.Expand());

        Assert.IsNotType<TrustVerdict.Trusted>(result.Verdict);
        Assert.Contains(result.Verdict.Checks, check => check.Reason == RehearsalReasons.InferenceFailed || check.Reason == SandboxReasons.MemoryExceeded);
    }

    private static RehearsalFile[] Mnist() =>
        [.. GoldenSuites.From(SharedModels.Mnist("mnist.onnx"), SharedModels.Digits(2)).Select(file => Package("sanity/" + file.Key, file.Value))];

    private static RehearsalFile Package(string path, byte[] content) => new(
        path, path == "model.onnx" ? FileRole.Model : path.StartsWith("sanity/", StringComparison.Ordinal) ? FileRole.Sanity : FileRole.Data, new MemoryByteSource(content));

    private Task<RehearsalResult> Run(RehearsalFile[] files, byte[]? modelInstead) => _rehearser.RunAsync(
        new RehearsalRequest(ModelFormat.Onnx, files, modelInstead is null ? null : new MemoryByteSource(modelInstead)), null, TestContext.Current.CancellationToken);
}
