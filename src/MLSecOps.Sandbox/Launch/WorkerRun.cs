using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Linux;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Processes;

namespace MLSecOps.Sandbox.Launch;

/// <summary>One job from start to reaping. Supervision has a thread of its own, so that no pool thread waits for a worker.</summary>
internal sealed class WorkerRun(ConfinedSpawner spawner, SandboxPolicy policy, WorkerLimits limits, WorkerCommand command, Func<Stream, CancellationToken, Task> writeInput)
{
    private const int BrokenPipe = 32;
    private readonly HashSet<ConfinementFeature> _applied = [.. spawner.Applied];

    private SandboxCoverage Coverage => SandboxCoverage.Of(_applied);

    internal async Task<WorkerOutcome> RunAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            using Pipe input = Pipe.Create();
            using Pipe output = Pipe.Create();
            using Pipe diagnostics = Pipe.Create();
            using SpawnedProcess child = spawner.Spawn(new SpawnRequest(
                command.Program, [Path.GetFileName(command.Program), command.Name], input.Reading, output.Writing, diagnostics.Writing) { Files = command.Files });
            input.Reading.Dispose();
            output.Writing.Dispose();
            diagnostics.Writing.Dispose();
            using var supervisor = new ChildSupervisor(child, output.Reading, limits.ReportBytes, diagnostics.Reading, limits.DiagnosticBytes, limits.Deadline);
            return await SuperviseAsync(child, supervisor, input, stop).ConfigureAwait(false);
        }
        catch (SystemCallException failure)
        {
            return new WorkerOutcome.Stopped(SandboxReasons.LaunchFailed, failure.Message, Coverage);
        }
    }

    private async Task<WorkerOutcome> SuperviseAsync(SpawnedProcess child, ChildSupervisor supervisor, Pipe input, CancellationToken stop)
    {
        string? limitFailure = ApplyLimits(child);
        using CancellationTokenRegistration stopping = stop.Register(supervisor.Stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bool mayRun = limitFailure is null || !policy.Required.Contains(ConfinementFeature.ResourceLimits);
        if (!mayRun)
        {
            supervisor.Stop();
        }

        Task<SupervisedEnd> supervision = OnOwnThread(supervisor.Run);
        Task<string?> feeding = mayRun ? FeedAsync(input, supervisor, ended.Token) : Task.FromResult<string?>(null);
        SupervisedEnd end = await supervision.ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        string? feedFailure = await feeding.ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        Note(end.View);
        return !mayRun
            ? new WorkerOutcome.Stopped(SandboxReasons.Unsupported, limitFailure!, Coverage)
            : WorkerVerdict.Of(end, feedFailure, limits, policy, Coverage);
    }

    /// <summary>The limits stand before the first byte of the job is written: until then the worker only starts and waits.</summary>
    private string? ApplyLimits(SpawnedProcess child)
    {
        try
        {
            child.Limit(ResourceKind.Data, limits.MemoryBytes);
            if (limits.AddressSpaceBytes is { } addressSpace)
            {
                child.Limit(ResourceKind.AddressSpace, addressSpace);
            }

            child.Limit(ResourceKind.CpuSeconds, (long)Math.Ceiling(limits.CpuTime.TotalSeconds));
            child.Limit(ResourceKind.Descriptors, limits.Descriptors);
            child.Limit(ResourceKind.FileSize, 0);
            child.Limit(ResourceKind.MessageQueues, 0);
            // One byte, not none: with 0 a core handler behind a pipe would still be started.
            child.Limit(ResourceKind.CoreSize, 1);
            _applied.Add(ConfinementFeature.ResourceLimits);
            return null;
        }
        catch (SystemCallException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What the kernel says of the ended worker overrides what was meant to be.</summary>
    private void Note(KernelView? view)
    {
        if (view is { NoNewPrivileges: false })
        {
            _applied.Remove(ConfinementFeature.NoNewPrivileges);
        }

        if (view?.Filters > spawner.InheritedFilters)
        {
            _applied.Add(ConfinementFeature.WorkerFilter);
        }
    }

    /// <summary>Writes the job and closes the pipe.</summary>
    /// <returns>Null when it was written, or the worker did not want all of it; else what failed on our side.</returns>
    private async Task<string?> FeedAsync(Pipe input, ChildSupervisor supervisor, CancellationToken ended)
    {
        try
        {
            var stream = new FileStream(input.Writing, FileAccess.Write, bufferSize: 0, isAsync: false);
            await using (stream.ConfigureAwait(false))
            {
                await Task.Run(() => writeInput(stream, ended), ended).ConfigureAwait(false);
            }

            return null;
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return null;
        }
        catch (IOException closed) when (closed.HResult == BrokenPipe)
        {
            // The worker closed its input or ended; how it ended tells why.
            return null;
        }
#pragma warning disable CA1031 // Whatever the caller's writer throws is this job's outcome, and the worker must be ended and reaped first.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            supervisor.Stop();
            return new StringBuilder(failure.GetType().Name).Append(": ").Append(failure.Message).ToString();
        }
    }

    private static Task<SupervisedEnd> OnOwnThread(Func<SupervisedEnd> work)
    {
        var done = new TaskCompletionSource<SupervisedEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(Body, maxStackSize: 256 * 1024) { IsBackground = true, Name = "worker-supervisor" };
        thread.Start();
        return done.Task;

        void Body()
        {
            try
            {
                done.SetResult(work());
            }
            catch (SystemCallException failure)
            {
                done.SetException(failure);
            }
        }
    }
}
