using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Launch;
using MLSecOps.TestKit;

[assembly: AssemblyFixture(typeof(MLSecOps.Sandbox.Tests.Launch.HostileWorker))]

namespace MLSecOps.Sandbox.Tests.Launch;

/// <summary>hostile.c, compiled once, in a folder of its own.</summary>
public sealed class HostileWorker : IAsyncLifetime
{
    private const int ProcessIdMarker = 0x7abcdef1;
    private ScratchFolder? _folder;

    public static SandboxPolicy UntilLocked { get; } = new(new HashSet<ConfinementFeature> { ConfinementFeature.NoNewPrivileges, ConfinementFeature.LaunchFilter, ConfinementFeature.ResourceLimits });

    public static WorkerLimits Limits { get; } = new() { Deadline = TimeSpan.FromSeconds(20), CpuTime = TimeSpan.FromSeconds(10), MemoryBytes = 64 << 20, ReportBytes = 1 << 20 };

    public string Path => _folder!["worker/hostile"];

    public async ValueTask InitializeAsync()
    {
        _folder = new ScratchFolder();
        Directory.CreateDirectory(_folder["worker"]);
        string root = typeof(HostileWorker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        await ToolRun.Must("gcc", "-O1", "-Wall", "-Werror", "-pthread", "-o", Path, System.IO.Path.Combine(root, "tests/MLSecOps.Sandbox.Tests/hostile.c"));
    }

    public ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>One attempt without the worker's own filter: only what the launcher does stands in its way.</summary>
    public async Task<WorkerOutcome> Attempt(string job, int landlockAbi = int.MaxValue, WorkerLimits? limits = null)
    {
        using var launcher = new WorkerLauncher(Path, UntilLocked, landlockAbi);
        return await launcher.RunAsync(job, Nothing, limits ?? Limits, TestContext.Current.CancellationToken);
    }

    /// <summary>One attempt after the worker's own filter was set, by default without Landlock, so that the filter alone stands in its way.</summary>
    public async Task<WorkerOutcome> AttemptLocked(string job, int landlockAbi = 0, LockdownProfile profile = LockdownProfile.Computing)
    {
        using var launcher = new WorkerLauncher(Path, SandboxPolicy.InsecureWithoutLandlock, landlockAbi);
        return await launcher.RunAsync("locked/" + job, (stream, token) => WriteFilter(profile, stream, token), Limits, TestContext.Current.CancellationToken);
    }

    public static Task Nothing(Stream stream, CancellationToken cancellationToken) => Task.CompletedTask;

    public static Task WriteFilter(Stream stream, CancellationToken cancellationToken) => WriteFilter(LockdownProfile.Computing, stream, cancellationToken);

    private static async Task WriteFilter(LockdownProfile profile, Stream stream, CancellationToken cancellationToken) =>
        await stream.WriteAsync(WorkerLockdown.FilterBytes(RuntimeInformation.ProcessArchitecture, ProcessIdMarker, profile), cancellationToken);

    public static string Text(WorkerOutcome outcome) => outcome.Match(
        reported => Encoding.UTF8.GetString(reported.Report.Span),
        stopped => $"{stopped.Reason}: {stopped.Detail}");
}
