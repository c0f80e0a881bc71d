using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Linux.Confinement;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.EdgeAgent.Worker;

/// <summary>The administrator's words for sandbox layers, and the kernel features behind them.</summary>
internal static class SandboxNeed
{
    private static readonly (string Layer, ConfinementFeature[] Features)[] Layers =
    [
        (SandboxLayers.NoNewPrivileges, [ConfinementFeature.NoNewPrivileges]),
        (SandboxLayers.Landlock, [ConfinementFeature.FileAccess]),
        (SandboxLayers.Seccomp, [ConfinementFeature.LaunchFilter, ConfinementFeature.WorkerFilter]),
    ];

    /// <summary>What must hold before a worker counts. Resource limits are in every kernel and always required.</summary>
    public static SandboxPolicy PolicyOf(IReadOnlyList<string> layers) => new(
        Layers.Where(row => layers.Contains(row.Layer)).SelectMany(row => row.Features).Append(ConfinementFeature.ResourceLimits).ToHashSet());

    /// <summary>Coverage for status: every feature by name, in force or not.</summary>
    public static IReadOnlyList<SandboxLayer> Show(SandboxCoverage coverage) =>
    [
        .. Enum.GetValues<ConfinementFeature>().Select(feature => new SandboxLayer(ConfinementNames.Of(feature), coverage.Applied.Contains(feature))),
    ];
}
