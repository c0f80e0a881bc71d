using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec config check</c>: every problem of the agent's configuration and of its trust file, at once.</summary>
internal sealed class ConfigCheckCommand : Verb
{
    private readonly Option<string> _config = Flags.Config();

    public ConfigCheckCommand()
        : base("check", "find every problem in the agent's configuration and trust file", Schemas.Configuration) => Add(_config);

    public override IReadOnlyList<string> Examples { get; } = ["mlsec config check", "mlsec config check --config agent.toml"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Loaded<AgentConfiguration> agent = AgentConfigurationLoader.Load(new ConfigurationSources(File: invocation.Text(_config)));
        List<ConfigurationProblem> problems = [.. agent.Problems];
        List<string> files = [.. agent.Files];
        if (agent.Value is not null)
        {
            Loaded<TrustConfiguration> trust = TrustConfigurationLoader.Load(agent.Value.TrustFile);
            problems.AddRange(trust.Problems);
            files.AddRange(trust.Files);
        }

        ConfigurationDocument document = new() { Schema = Schema, Ok = true, Files = files };
        return Task.FromResult(problems.Count == 0
            ? new Outcome(document, [.. files.Select(file => new Line(file, "OK    ", Tone.Good))])
            : Outcome.Failed(document, [], ConfigurationFailure.Of(problems, "the configuration")));
    }
}
