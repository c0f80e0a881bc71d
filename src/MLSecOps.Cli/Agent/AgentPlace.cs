using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;

namespace MLSecOps.Cli.Agent;

/// <summary>Where the agent of this machine is: what its configuration says, unless a flag says otherwise.</summary>
internal static class AgentPlace
{
    /// <summary>The agent's configuration.</summary>
    /// <param name="file">This file alone; null for the standard layers.</param>
    /// <exception cref="CommandFailure">It is wrong.</exception>
    public static AgentConfiguration Configuration(string? file) =>
        AgentConfigurationLoader.Load(new ConfigurationSources(File: file)).TryGet(out AgentConfiguration? configuration, out IReadOnlyList<ConfigurationProblem> problems)
            ? configuration
            : throw new CommandFailure(ConfigurationFailure.Of(problems, "the configuration"));

    /// <summary>The agent's socket.</summary>
    public static string SocketOf(string? flag, string? file) => flag ?? Configuration(file).VarlinkSocket;
}
