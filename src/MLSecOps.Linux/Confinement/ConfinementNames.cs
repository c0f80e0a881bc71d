namespace MLSecOps.Linux.Confinement;

/// <summary>The words for confinement features in status, evidence and configuration.</summary>
public static class ConfinementNames
{
    /// <summary>The stable, kebab-case name of a feature.</summary>
    public static string Of(ConfinementFeature feature) => feature switch
    {
        ConfinementFeature.NoNewPrivileges => "no-new-privileges",
        ConfinementFeature.FileAccess => "landlock",
        ConfinementFeature.TcpDenied => "landlock-tcp",
        ConfinementFeature.IpcScope => "landlock-scope",
        ConfinementFeature.LaunchFilter => "seccomp-launch",
        ConfinementFeature.WorkerFilter => "seccomp-worker",
        ConfinementFeature.ResourceLimits => "resource-limits",
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "a confinement feature without a name; this is a bug"),
    };
}
