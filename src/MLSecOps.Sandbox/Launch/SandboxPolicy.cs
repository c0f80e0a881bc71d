using MLSecOps.Linux.Confinement;

namespace MLSecOps.Sandbox.Launch;

/// <summary>What must hold before a worker counts. Below it nothing runs.</summary>
/// <param name="Required">Features that the kernel must have applied.</param>
public sealed record SandboxPolicy(IReadOnlySet<ConfinementFeature> Required)
{
    /// <summary>What Debian 12 and every supported kernel has: Linux 5.13 with Landlock and seccomp. Newer features are used where they are and shown in the coverage.</summary>
    public static SandboxPolicy Default { get; } = new(new HashSet<ConfinementFeature>
    {
        ConfinementFeature.NoNewPrivileges,
        ConfinementFeature.FileAccess,
        ConfinementFeature.LaunchFilter,
        ConfinementFeature.WorkerFilter,
        ConfinementFeature.ResourceLimits,
    });

    /// <summary>For boards whose kernel was built without Landlock: file access is then held by the worker's own filter alone, which comes after its libraries are loaded.</summary>
    public static SandboxPolicy InsecureWithoutLandlock { get; } = new(new HashSet<ConfinementFeature>
    {
        ConfinementFeature.NoNewPrivileges,
        ConfinementFeature.LaunchFilter,
        ConfinementFeature.WorkerFilter,
        ConfinementFeature.ResourceLimits,
    });
}
