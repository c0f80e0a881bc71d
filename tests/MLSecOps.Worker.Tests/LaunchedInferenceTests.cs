using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Worker.Tests;

/// <summary>Answers of the shipped worker in its sandbox. Needs packaging/build first.</summary>
[SupportedOSPlatform("linux")]
public sealed class LaunchedInferenceTests : IDisposable
{
    private static readonly string WorkerPath = Path.Combine(
        typeof(LaunchedInferenceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!,
        "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "mlsec-worker");

    private readonly WorkerLauncher _launcher;
    private readonly Inferer _inferer;

    public LaunchedInferenceTests()
    {
        Assert.SkipWhen(!File.Exists(WorkerPath) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        _launcher = new WorkerLauncher(WorkerPath, SandboxPolicy.Default);
        _inferer = new Inferer(_launcher);
    }

    public void Dispose() => _launcher.Dispose();

    [Fact]
    public async Task Gives_the_bits_that_a_session_here_gives()
    {
        byte[] model = SharedModels.Mnist("mnist.onnx");
        IReadOnlyList<Tensor> digits = SharedModels.Digits(12);
        InferenceResult result = await Run(model, digits);

        Assert.Null(result.Trouble);
        Assert.Equal(InferenceEngine.Profile, result.Profile);
        Assert.Contains(ConfinementFeature.WorkerFilter, result.Coverage!.Applied);
        InferenceEngine.Load();
        using var session = new ModelSession(model);
        Assert.Equal(
            digits.Select(digit => Convert.ToHexString(session.Run([digit with { Name = session.Inputs[0] }], session.Outputs)[0].Data.Span)),
            result.Answers.Select(answer => Convert.ToHexString(answer.Outputs.Single().Data.Span)));
    }

    [Fact]
    public async Task A_model_that_does_not_load_is_a_result()
    {
        InferenceResult result = await Run([1, 2, 3], SharedModels.Digits(1));
        Assert.Equal(RehearsalReasons.ProtobufMalformed, result.Trouble!.Reason);
        Assert.Empty(result.Answers);
    }

    [Fact]
    public async Task More_runs_than_a_job_may_have_are_not_started()
    {
        Tensor digit = SharedModels.Digits(1)[0];
        InferenceResult result = await Run(SharedModels.Mnist("mnist.onnx"), [.. Enumerable.Repeat(digit, 1025)]);
        Assert.Equal(RehearsalReasons.TooLarge, result.Trouble!.Reason);
        Assert.Null(result.Coverage);
    }

    private Task<InferenceResult> Run(byte[] model, IReadOnlyList<Tensor> inputs) => _inferer.RunAsync(
        new InferenceRequest(new MemoryByteSource(model), [], [.. inputs.Select(input => (IReadOnlyList<Tensor>)[input])]), null, TestContext.Current.CancellationToken);
}
