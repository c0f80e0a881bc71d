using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Worker;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Launch;
using MLSecOps.Sandbox.Rehearsal;
using RehearsalResult = MLSecOps.Core.Update.RehearsalResult;
using WorkerResult = MLSecOps.Sandbox.Rehearsal.RehearsalResult;

namespace MLSecOps.EdgeAgent.Worker;

/// <summary>Asks the sandboxed worker: about itself, and how a release answers its golden inputs.</summary>
internal sealed class WorkerRehearsal : IDisposable
{
    private readonly WorkerLauncher _launcher;
    private readonly Rehearser _rehearser;
    private readonly AgentConfiguration _configuration;
    private readonly AgentLog _log;

    public WorkerRehearsal(AgentConfiguration configuration, AgentLog log)
    {
        _configuration = configuration;
        _log = log;
        _launcher = new WorkerLauncher(configuration.WorkerPath, SandboxNeed.PolicyOf(configuration.RequiredLayers));
        _rehearser = new Rehearser(_launcher, configuration.WorkerPath);
    }

    /// <summary>Starts workers; this object disposes it.</summary>
    public WorkerLauncher Launcher => _launcher;

    /// <summary>What a pass depends on, in the words that are persisted with it.</summary>
    /// <exception cref="SystemCallException">Worker or engine are not there.</exception>
    public string MeasureEngine(CancellationToken cancellationToken) => KeyOf(_rehearser.MeasureEngine(cancellationToken));

    /// <summary>Runs the worker's self-check, in the same sandbox as a model.</summary>
    public async Task<EngineReport> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            Task<EngineIdentity> engine = Task.Run(() => _rehearser.MeasureEngine(cancellationToken), cancellationToken);
            WorkerOutcome outcome = await _launcher.RunAsync("selfcheck", (_, _) => Task.CompletedTask, Limits(), cancellationToken);
            string key = KeyOf(await engine);
            IReadOnlyList<SandboxLayer> layers = SandboxNeed.Show(outcome.Coverage);
            return outcome.Match(
                reported => RehearsalReportParser.Parse(reported.Report.Span).Match(
                    report => report.Outcome.Verdict.Match(
                        trusted => new EngineReport(key, layers, null, null),
                        rejected => new EngineReport(string.Empty, layers, rejected.Reason, null),
                        inconclusive => new EngineReport(string.Empty, layers, inconclusive.Reason, null)),
                    fault => new EngineReport(string.Empty, layers, fault.Reason, $"report at byte {fault.Offset}")),
                stopped => new EngineReport(string.Empty, layers, stopped.Reason, stopped.Detail));
        }
        catch (IOException missing)
        {
            return new EngineReport(string.Empty, [], RehearsalReasons.EngineUnavailable, missing.Message);
        }
    }

    /// <summary>Runs the sanity suite of a release.</summary>
    /// <param name="folder">The release's folder, staged or installed.</param>
    /// <param name="release">Which release it holds; another one is refused.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <exception cref="IOException">The release could not be read.</exception>
    public async Task<RehearsalResult> RehearseAsync(string folder, InstalledRelease release, CancellationToken cancellationToken)
    {
        using FolderBoundary boundary = FolderBoundary.Open(folder);
        List<FileByteSource> open = [];
        try
        {
            ModelManifest? manifest = SealedManifest.Read(boundary, release.Id);
            if (manifest is null)
            {
                return new RehearsalResult(CheckOutcome.NotRun, StoreReasons.SealBroken, string.Empty);
            }

            List<RehearsalFile> files = [];
            foreach (ManifestFile file in manifest.Files.Where(file => file.Role is FileRole.Model or FileRole.ExternalData or FileRole.Sanity))
            {
                FileByteSource source = boundary.OpenFile(file.Path);
                open.Add(source);
                files.Add(new RehearsalFile(file.Path, file.Role, source));
            }

            RehearsalRequest request = new(manifest.Format, files);
            WorkerResult result = await _rehearser.RunAsync(request, Limits(), cancellationToken);
            string engine = KeyOf(result.Engine);
            foreach (Check check in result.Verdict.Checks.Where(check => check.Outcome != CheckOutcome.Passed))
            {
                _log.CheckFailed(manifest.Model, check);
            }

            return result.Verdict.Match(
                trusted => new RehearsalResult(CheckOutcome.Passed, null, engine) { Answers = result.Answers },
                rejected => new RehearsalResult(CheckOutcome.Failed, rejected.Reason, engine),
                inconclusive => new RehearsalResult(CheckOutcome.NotRun, inconclusive.Reason, engine));
        }
        catch (SystemCallException missing) when (!EngineIsThere())
        {
            _log.Write(JournalEvents.WorkerUnavailable, null, RehearsalReasons.EngineUnavailable, missing.Message);
            return new RehearsalResult(CheckOutcome.NotRun, RehearsalReasons.EngineUnavailable, string.Empty);
        }
        finally
        {
            open.ForEach(source => source.Dispose());
        }
    }

    public void Dispose() => _launcher.Dispose();

    private bool EngineIsThere() =>
        File.Exists(_configuration.WorkerPath) && File.Exists(Path.Combine(Path.GetDirectoryName(_configuration.WorkerPath)!, "libonnxruntime.so"));

    private WorkerLimits Limits() => new()
    {
        Deadline = _configuration.WorkerDeadline,
        MemoryBytes = _configuration.WorkerMemoryBytes,
        ReportBytes = JobLimits.ReportBytes,
    };

    // The whole digest: a pass is compared by it (G1), and the first digits of one are for reading only.
    private static string KeyOf(EngineIdentity engine) => $"{engine.Provider} on {engine.Architecture}, engine {engine.Key}";
}
