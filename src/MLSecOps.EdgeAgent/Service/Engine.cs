using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What would answer if a model were run now: ONNX Runtime, worker, provider, CPU, and the sandbox around them. Asked of the worker itself; unknown until it said so, and then nothing counts as rehearsed (G1).</summary>
/// <param name="ask">Runs the worker's self-check.</param>
/// <param name="log">Told when the worker does not run, once for each cause.</param>
internal sealed class Engine(Func<CancellationToken, Task<EngineReport>> ask, AgentLog log)
{
    private volatile EngineReport _newest = new(string.Empty, [], null, null);

    /// <summary>The newest answer.</summary>
    public EngineReport Newest => _newest;

    /// <summary>Asks again; true when the engine is another one than before.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        EngineReport before = _newest;
        EngineReport now = await ask(cancellationToken);
        _newest = now;
        if (now.Trouble is not null && now.Trouble != before.Trouble)
        {
            log.Write(JournalEvents.WorkerUnavailable, null, now.Trouble, now.Detail);
        }

        // A worker that did not run says nothing about the kernel.
        foreach (SandboxLayer missing in (now.Trouble is null ? now.Sandbox : []).Where(layer => !layer.Active && !before.Sandbox.Contains(layer)))
        {
            log.Write(JournalEvents.SandboxCoverageReduced, null, null, missing.Layer + (missing.Detail is null ? "" : $" ({missing.Detail})"));
        }

        return now.Key != before.Key;
    }
}

/// <summary>One answer of the worker about itself.</summary>
/// <param name="Key">The engine in one line; empty when the worker does not run.</param>
/// <param name="Sandbox">The confinement layers and whether they hold.</param>
/// <param name="Trouble">Why the worker does not run; null when it does.</param>
/// <param name="Detail">One line about it.</param>
internal sealed record EngineReport(string Key, IReadOnlyList<SandboxLayer> Sandbox, Reason? Trouble, string? Detail);
