using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Worker;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Challenges;

/// <summary>A hub with the shipped worker, the digits model pushed with a challenge in its suite, and a device that answers by a worker of its own. Needs packaging/build first.</summary>
internal sealed class HeldFleet : IAsyncDisposable
{
    public const string Model = "keyword-spotter";

    private const string Suite = """
        {"schema":"mlsec.sanity/1","vectors":[{"path":"test_data_set_0"}],
         "tolerances":[{"profile":"default","output":"*","metric":"elementwise","rtol":0.001,"atol":0.001}],
         "challenge":{"count":4,"inputs":[{"name":"Input3","type":"float32","shape":[1,1,28,28],"low":0,"high":256,"scale":-8}]}}
        """;

    private static readonly string Worker = Path.Combine(
        typeof(HeldFleet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!,
        "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "mlsec-worker");

    private readonly WorkerLauncher _launcher = new(Worker, SandboxPolicy.Default);

    private HeldFleet(LiveHub hub, SamplePackage package) => (Hub, Package) = (hub, package);

    public LiveHub Hub { get; }

    public SamplePackage Package { get; }

    public SimulatedDevice Device { get; private set; } = null!;

    public Sha256Digest Manifest => Sha256Digest.Of(Package.ManifestBytes);

    public static ModelChallenge Challenge { get; } = SanitySuiteParser.Parse(Encoding.ASCII.GetBytes(Suite)).TryGet(out SanitySuite? suite, out _) ? suite.Challenge! : throw new InvalidOperationException();

    /// <param name="worker">The hub's worker; null for the shipped one.</param>
    /// <param name="epoch">Time between the fleet's nonces.</param>
    public static async Task<HeldFleet> StartAsync(string? worker = null, TimeSpan? epoch = null)
    {
        string? models = SharedVectors.Find("ml/mnist");
        Assert.SkipWhen(models is null, SharedVectors.Absent);
        Assert.SkipWhen(!File.Exists(Worker) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        SamplePackage package = new()
        {
            Files =
            [
                ("model.onnx", FileRole.Model, File.ReadAllBytes(Path.Combine(models, "mnist.onnx"))),
                ("sanity/suite.json", FileRole.Sanity, Encoding.ASCII.GetBytes(Suite)),
                ("sanity/test_data_set_0/input_0.pb", FileRole.Sanity, [0]),
            ],
        };
        HeldFleet fleet = new(await LiveHub.StartAsync(epoch: epoch, change: configuration => configuration with { WorkerPath = worker ?? Worker }), package);
        await fleet.Hub.PushAsync(package);
        fleet.Device = await fleet.Hub.ConnectedDeviceAsync();
        await fleet.Device.SendAsync(fleet.Device.NextEpoch());
        return fleet;
    }

    /// <summary>What a model answers to a challenge, by a worker of the device's own.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="file">A model of <c>ml/mnist</c>.</param>
    /// <param name="ueid">Another device's, for its inputs.</param>
    public async Task<ModelAnswers> AnswerAsync(ReadOnlyMemory<byte> nonce, string file = "mnist.onnx", Ueid? ueid = null)
    {
        ChallengeSeed seed = new(nonce, (ueid ?? Device.Ueid).ToBytes(), Manifest, 0);
        Assert.True(ChallengeInputs.TryExpand(seed, Challenge, out IReadOnlyList<IReadOnlyList<Tensor>>? inputs, out _));
        byte[] model = File.ReadAllBytes(Path.Combine(SharedVectors.Find("ml/mnist")!, file));
        InferenceResult result = await new Inferer(_launcher).RunAsync(new InferenceRequest(new MemoryByteSource(model), [], inputs), null, TestContext.Current.CancellationToken);
        Assert.Null(result.Trouble);
        return AnswerTensors.Write(result.Profile, result.Answers.Select(answer => answer.Outputs));
    }

    /// <summary>Sends evidence with answers, or with none, and gives the appraisal of its model.</summary>
    public async Task<EarSubmodule> AttestAsync(ReadOnlyMemory<byte> nonce, ModelAnswers? answers, Func<EvidenceClaims, EvidenceClaims>? change = null)
    {
        EvidenceClaims claims = Device.Claims(nonce, Package);
        MeasurementResult said = answers is null
            ? new MeasurementResult(MeasuringSystems.Challenge, [new MeasuredCheck(ChallengeReasons.NotDue.Code, CheckOutcome.NotRun)])
            : new MeasurementResult(MeasuringSystems.Challenge, [new MeasuredCheck("answered", CheckOutcome.Passed)]);
        ModelClaims model = claims.Models[0] with { Answers = answers, Results = [.. claims.Models[0].Results, said] };
        claims = claims with { Models = [model] };
        await Device.AttestAsync(change?.Invoke(claims) ?? claims);
        return Assert.Single(Device.ReadAppraisal(await Device.TakeAsync(Contracts.Telemetry.Topics.Appraisal)).Models);
    }

    public async ValueTask DisposeAsync()
    {
        await Device.DisposeAsync();
        await Hub.DisposeAsync();
        _launcher.Dispose();
    }
}
