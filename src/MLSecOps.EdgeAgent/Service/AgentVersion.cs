using System.Reflection;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>The agent's own version, from the build.</summary>
internal static class AgentVersion
{
    /// <summary>Semantic version.</summary>
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
