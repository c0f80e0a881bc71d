using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;

namespace MLSecOps.Sandbox.Launch;

/// <summary>Starts workers: confined before their first instruction, with three pipes and the files of the job and nothing else, bounded and always reaped.</summary>
/// <remarks>
/// The worker gets the job's name as its only argument, the job's bytes on descriptor 0, writes one report on 1 and diagnostics on 2; its environment is empty, its folder <c>/</c>.
/// One launcher serves any number of jobs, also at once. Cost of a start: about that of the program itself.
/// </remarks>
public sealed class WorkerLauncher : IDisposable
{
    /// <summary>What a dynamically linked program reads while it starts. Names of files in /proc that tell about other processes are not among them.</summary>
    private static readonly string[] SystemLibraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];

    private static readonly string[] SystemFacts = ["/etc/ld.so.cache", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom"];

    private readonly CancellationTokenSource _disposing = new();
    private readonly string _workerPath;
    private readonly SandboxPolicy _policy;
    private readonly ConfinedSpawner? _spawner;
    private readonly string _startFailure = string.Empty;
    private int _running;

    /// <summary>Prepares the confined thread. Nothing is run yet.</summary>
    /// <param name="workerPath">The worker's program; its folder, with the inference engine beside it, becomes readable to the worker.</param>
    /// <param name="policy">What must hold.</param>
    public WorkerLauncher(string workerPath, SandboxPolicy policy)
        : this(workerPath, policy, int.MaxValue)
    {
    }

    /// <summary>For tests: pretends that the kernel has no newer Landlock than <paramref name="landlockAbi"/>.</summary>
    internal WorkerLauncher(string workerPath, SandboxPolicy policy, int landlockAbi)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _workerPath = Path.GetFullPath(workerPath);
        _policy = policy;
        try
        {
            string[] executable = [.. SystemLibraries, Path.GetDirectoryName(_workerPath)!];
            _spawner = ConfinedSpawner.Start(new ConfinementPlan(SystemFacts, executable, landlockAbi));
        }
        catch (IOException failure)
        {
            // Told as the outcome of each job: callers handle one kind of failure.
            _startFailure = failure.Message;
        }
    }

    /// <summary>What this kernel applies before a worker's first instruction.</summary>
    public SandboxCoverage Coverage => SandboxCoverage.Of(_spawner?.Applied ?? new HashSet<ConfinementFeature>());

    /// <summary>Runs one job.</summary>
    /// <param name="job">The worker's only argument, such as <c>rehearse</c>.</param>
    /// <param name="writeInput">Writes the job's bytes; the stream is closed after it. Called from the thread pool; its token is cancelled when the worker has ended.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>The report, or why there is none. The outside world failing is an outcome, not an exception.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, or the launcher was disposed of meanwhile; the worker is dead and reaped.</exception>
    public Task<WorkerOutcome> RunAsync(string job, Func<Stream, CancellationToken, Task> writeInput, WorkerLimits limits, CancellationToken cancellationToken) =>
        RunAsync(job, writeInput, [], limits, cancellationToken);

    /// <summary>Runs one job over files that the worker reads by itself: descriptors 3, 4 and so on, each opened afresh and read-only.</summary>
    /// <param name="job">The worker's only argument, such as <c>inspect</c>.</param>
    /// <param name="writeInput">Writes the job's bytes, as above.</param>
    /// <param name="files">Open regular files; they stay the caller's. At most <see cref="SpawnRequest.MaxFiles"/>.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="cancellationToken">Kills the worker.</param>
    /// <returns>The report, or why there is none: <see cref="SandboxReasons.LaunchFailed"/> also when a file cannot be opened again.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, or the launcher was disposed of meanwhile; the worker is dead and reaped.</exception>
    public async Task<WorkerOutcome> RunAsync(
        string job, Func<Stream, CancellationToken, Task> writeInput, IReadOnlyList<SafeFileHandle> files, WorkerLimits limits, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(job);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(writeInput);
        ArgumentNullException.ThrowIfNull(limits);
        Interlocked.Increment(ref _running);
        try
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            if (_spawner is null)
            {
                return new WorkerOutcome.Stopped(SandboxReasons.LaunchFailed, _startFailure, Coverage);
            }

            ConfinementFeature[] lacking = Array.FindAll(
                Enum.GetValues<ConfinementFeature>(),
                feature => _policy.Required.Contains(feature) && !Coverage.Applied.Contains(feature) && feature is not (ConfinementFeature.WorkerFilter or ConfinementFeature.ResourceLimits));
            if (lacking.Length > 0)
            {
                return new WorkerOutcome.Stopped(SandboxReasons.Unsupported, "missing: " + string.Join(", ", lacking), Coverage);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
            var run = new WorkerRun(_spawner, _policy, limits, new WorkerCommand(_workerPath, job, files), writeInput);
            return await run.RunAsync(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Kills and reaps the workers that run, then ends the confined thread.</summary>
    public void Dispose()
    {
        if (_disposing.IsCancellationRequested)
        {
            return;
        }

        _disposing.Cancel();
        // Each run ends within the time that killing and reaping take.
        SpinWait.SpinUntil(() => Volatile.Read(ref _running) == 0, TimeSpan.FromSeconds(10));
        _spawner?.Dispose();
    }
}
