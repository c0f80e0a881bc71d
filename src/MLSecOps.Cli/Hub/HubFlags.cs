using System.CommandLine;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Operator;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Hub;

/// <summary>The flags of every command that asks the hub: which one, and as whom.</summary>
internal sealed class HubFlags
{
    private readonly Option<string> _operator = new("--operator")
    {
        Description = "who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)",
        HelpName = "FILE",
    };

    private readonly Option<string> _hub = new("--hub") { Description = "address of the hub, instead of the operator file's", HelpName = "URL" };

    private readonly Option<string> _passphrase = Flags.PassphraseFile();

    public void AddTo(Command command)
    {
        command.Add(_operator);
        command.Add(_hub);
        command.Add(_passphrase);
    }

    /// <summary>Reads what the flags name. Nothing is sent yet.</summary>
    /// <exception cref="CommandFailure">Something of it is missing or wrong.</exception>
    public HubClient Open(Invocation invocation)
    {
        Uri? named = null;
        if (invocation.Text(_hub) is { } text && !HubAddress.TryParse(text, out named))
        {
            throw invocation.Usage($"--hub must be {HubAddress.MustBe}");
        }

        OperatorConfiguration configuration = Load(invocation, named is null);
        RolePolicy anchors = HubAnchors.Of(TrustFile.Load(configuration.TrustFile));
        SigningIdentity identity = SigningIdentity.Load(
            configuration.CertificateFile, configuration.KeyFile, Passphrase.Read(invocation, invocation.Text(_passphrase)));
        return new HubClient(named ?? configuration.Hub!, anchors, identity, invocation.Surroundings.Time);
    }

    private OperatorConfiguration Load(Invocation invocation, bool needsHub)
    {
        string file = invocation.Text(_operator) ?? Find(invocation.Surroundings);
        return OperatorConfigurationLoader.Load(file, needsHub).TryGet(out OperatorConfiguration? configuration, out IReadOnlyList<ConfigurationProblem> problems)
            ? configuration
            : throw new CommandFailure(ConfigurationFailure.Of(problems, $"the operator file {file}"));
    }

    private static string Find(Surroundings surroundings)
    {
        IReadOnlyList<string> places = OperatorPlaces.Of(surroundings.Value);
        if (surroundings.Value(OperatorPlaces.Variable).Length > 0)
        {
            return places[0];
        }

        return places.FirstOrDefault(Path.Exists)
            ?? throw new CommandFailure(CommandReasons.NoOperator, "nobody said how to reach the hub", $"--operator is not given, and there is no {string.Join(" and no ", places)}");
    }
}
