using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec config show</c>: every key as it is in force, as TOML that can be pasted into a file.</summary>
internal sealed class ConfigShowCommand : Verb
{
    private readonly Option<string> _config = Flags.Config();
    private readonly Option<bool> _origin = new("--origin") { Description = "say which file and line set each key" };

    public ConfigShowCommand()
        : base("show", "print every key of the agent's configuration as it is in force", Schemas.Configuration)
    {
        Add(_config);
        Add(_origin);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec config show", "mlsec config show --origin"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(File: invocation.Text(_config)));
        ConfigurationDocument document = new() { Schema = Schema, Ok = true, Files = loaded.Files };
        if (!loaded.TryGet(out AgentConfiguration? configuration, out IReadOnlyList<ConfigurationProblem> problems))
        {
            return Task.FromResult(Outcome.Failed(document, [], ConfigurationFailure.Of(problems, "the configuration")));
        }

        document = document with
        {
            Settings = [.. configuration.Settings.Select(setting => new SettingEntry(setting.Key, setting.Value, setting.Origin.ToString()))],
        };
        return Task.FromResult(new Outcome(document, [.. Lines(configuration.Settings, invocation.Line.GetValue(_origin))]));
    }

    private static IEnumerable<Line> Lines(IReadOnlyList<Setting> settings, bool origin)
    {
        int width = settings.Max(setting => setting.Key.Length + setting.Value.Length) + 3;
        foreach (Setting setting in settings)
        {
            string pair = $"{setting.Key} = {setting.Value}";
            yield return origin ? $"{pair.PadRight(Math.Min(width, 72))}  # {setting.Origin}" : pair;
        }
    }
}
