using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.EdgeAgent.Worker;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Worker;

/// <summary>The agent's own use of the shipped worker: a release's folder in, what is persisted and told out. Needs packaging/build first.</summary>
public sealed class WorkerInspectionTests : IDisposable
{
    private static readonly string Root =
        typeof(WorkerInspectionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;

    private static readonly string Publish =
        Path.Combine(Root, "artifacts/publish", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64");

    private readonly ScratchFolder _folder = new();
    private readonly Transcript _journal = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clean_release_passes_under_the_engine_that_inspected_it()
    {
        using WorkerRehearsal worker = Worker(ShippedWorker());
        InspectedRelease inspected = await Inspect(worker, Release("new", ("model.onnx", FileRole.Model, Sample())), null);
        Assert.True(inspected.Result.Outcome == CheckOutcome.Passed, _journal.ToString());
        Assert.Null(inspected.Result.Reason);
        Assert.Equal(worker.MeasureEngine(TestContext.Current.CancellationToken), inspected.Result.Engine);
        Assert.Empty(inspected.Notes);
        Assert.Empty(inspected.Result.Blocking);
    }

    [Fact]
    [RedTeam("G1", "Signs a package whose model is an archive, and has a device install it", typeof(WorkerInspection), "MODEL_INSPECTION_BLOCKED")]
    public async Task What_blocks_is_told_with_rule_place_and_technique()
    {
        using WorkerRehearsal worker = Worker(ShippedWorker());
        InspectedRelease inspected = await Inspect(worker, Release("new", ("model.onnx", FileRole.Model, [.. "PK\u0003\u0004"u8, .. new byte[200]])), null);
        Assert.Equal((CheckOutcome.Failed, InspectionReasons.Blocked), (inspected.Result.Outcome, inspected.Result.Reason));
        Assert.Equal(["ARCHIVE"], inspected.Result.Blocking);
        Assert.Equal(("ARCHIVE", "blocking", "AML.T0011.000"), (inspected.Notes[0].Rule, inspected.Notes[0].Severity, inspected.Notes[0].Technique));
        Assert.StartsWith("ARCHIVE at ", inspected.Detail);
        Assert.Contains("MODEL_INSPECTION_BLOCKED", _journal.ToString());
    }

    [Fact]
    public async Task It_is_compared_with_the_installed_release_and_one_that_is_damaged_stops_nothing()
    {
        using WorkerRehearsal worker = Worker(ShippedWorker());
        ReleaseFolder installed = Release("old", ("model.onnx", FileRole.Model, Sample()));
        ReleaseFolder candidate = Release("new", ("model.onnx", FileRole.Model, Sample()));
        Assert.Equal(CheckOutcome.Passed, (await Inspect(worker, candidate, installed)).Result.Outcome);
        File.Delete(Path.Combine(installed.Path, "model.onnx"));
        Assert.Equal(CheckOutcome.Passed, (await Inspect(worker, candidate, installed)).Result.Outcome);
        Directory.Delete(installed.Path, recursive: true);
        Assert.Equal(CheckOutcome.Passed, (await Inspect(worker, candidate, installed)).Result.Outcome);
    }

    [Fact]
    [RedTeam("G3", "Exchanges the manifest of a staged release before it is inspected", typeof(WorkerInspection), "SEAL_BROKEN")]
    public async Task Another_manifest_than_the_verified_one_is_not_inspected()
    {
        using WorkerRehearsal worker = Worker(ShippedWorker());
        ReleaseFolder release = Release("new", ("model.onnx", FileRole.Model, Sample()));
        InspectedRelease inspected = await Inspect(worker, release with { Release = new ReleaseId(1, Sha256Digest.Of("other"u8)) }, null);
        Assert.Equal((CheckOutcome.NotRun, StoreReasons.SealBroken), (inspected.Result.Outcome, inspected.Result.Reason));
    }

    [Fact]
    [RedTeam("G8", "Removes the worker from the device", typeof(WorkerInspection), "INFERENCE_ENGINE_UNAVAILABLE")]
    public async Task Without_a_worker_it_is_not_run_and_not_good()
    {
        using WorkerRehearsal worker = Worker(_folder["no-worker"]);
        InspectedRelease inspected = await Inspect(worker, Release("new", ("model.onnx", FileRole.Model, Sample())), null);
        Assert.Equal((CheckOutcome.NotRun, RehearsalReasons.EngineUnavailable), (inspected.Result.Outcome, inspected.Result.Reason));
        Assert.Empty(inspected.Result.Engine);
    }

    private static string ShippedWorker()
    {
        string path = Path.Combine(Publish, "mlsec-worker");
        Assert.SkipWhen(!File.Exists(path) && Environment.GetEnvironmentVariable("CI") != "true", "the worker was not built: run packaging/build");
        return path;
    }

    private static byte[] Sample() => File.ReadAllBytes(Path.Combine(Root, "packaging/samples/fashion-mnist/model/model.onnx"));

    private ReleaseFolder Release(string name, params (string Path, FileRole Role, byte[] Content)[] files)
    {
        Directory.CreateDirectory(_folder[name]);
        List<ManifestFile> rows = [];
        foreach ((string path, FileRole role, byte[] content) in files)
        {
            _folder.Write($"{name}/{path}", content);
            rows.Add(new ManifestFile(path, role, content.Length, VerityDigester.Measure(new MemoryByteSource(content), new ManagedBlockHasher(), null, default)));
        }

        DateTimeOffset issued = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.True(ManifestWriter.Write(new ModelManifest("vision", "1.0.0", 1, ModelFormat.Onnx, [], issued, issued.AddYears(1), [], null, rows, null)).TryGet(out ReadOnlyMemory<byte> document, out _));
        _folder.Write($"{name}/manifest.json", document.Span);
        return new ReleaseFolder(_folder[name], new ReleaseId(1, new Sha256Digest(SHA256.HashData(document.Span))));
    }

    private WorkerRehearsal Worker(string path)
    {
        File.WriteAllText(_folder["agent.toml"], $"[agent]\nstate_dir = \"{_folder["state"]}\"\n[worker]\npath = \"{path}\"\n", Encoding.UTF8);
        Assert.True(AgentConfigurationLoader.Load(new ConfigurationSources(File: _folder["agent.toml"])).TryGet(out _configuration, out IReadOnlyList<ConfigurationProblem> problems), string.Join('\n', problems));
        _log = new AgentLog(Journal.Open("test", _journal, _folder["no-journal"]), TimeProvider.System);
        return new WorkerRehearsal(_configuration!, _log);
    }

    private AgentConfiguration? _configuration;
    private AgentLog? _log;

    private Task<InspectedRelease> Inspect(WorkerRehearsal worker, ReleaseFolder release, ReleaseFolder? installed) =>
        new WorkerInspection(worker, _configuration!, _log!).InspectAsync(release, installed, TestContext.Current.CancellationToken);
}
