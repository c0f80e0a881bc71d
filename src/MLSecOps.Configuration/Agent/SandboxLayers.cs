namespace MLSecOps.Configuration.Agent;

/// <summary>Names of the worker's confinement layers, as <c>worker.require</c> and the coverage statement use them.</summary>
public static class SandboxLayers
{
    /// <summary><c>PR_SET_NO_NEW_PRIVS</c>.</summary>
    public const string NoNewPrivileges = "no-new-privileges";

    /// <summary>Landlock: reads the runtime and its libraries only.</summary>
    public const string Landlock = "landlock";

    /// <summary>System-call allow-list.</summary>
    public const string Seccomp = "seccomp";

    /// <summary>Every layer that can be required.</summary>
    public static IReadOnlyList<string> All { get; } = [NoNewPrivileges, Landlock, Seccomp];
}
