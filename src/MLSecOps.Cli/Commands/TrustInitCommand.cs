using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Keys;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust init</c>: keys and anchors for all five roles, the hub and an operator, in a folder of its own.</summary>
internal sealed class TrustInitCommand : Verb
{
    private readonly Argument<string> _directory = new("DIR") { Description = "new folder for anchors, keys, the hub's identity, trust.toml and operator.toml" };
    private readonly Option<string> _fleet = new("--fleet") { Description = "name of the fleet: letters, digits and ._-", HelpName = "NAME" };
    private readonly Option<string> _passphrase = Flags.PassphraseFile();

    private readonly Option<string[]> _hosts = new("--hub-host")
    {
        Description = "DNS name or IP address of the hub; may be given several times (default: localhost, 127.0.0.1 and ::1)",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public TrustInitCommand()
        : base("init", "make keys and anchors for publisher, director, root, hub and timestamp", Schemas.TrustInit)
    {
        Add(_directory);
        Add(_fleet);
        Add(_hosts);
        Add(_passphrase);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec trust init acme-trust --fleet acme", "mlsec trust init acme-trust --fleet acme --hub-host hub.example.org --passphrase-file passphrase.txt"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_directory);
        string? fleet = invocation.Text(_fleet);
        if (fleet is not null && !ManifestNames.IsLabel(fleet))
        {
            throw invocation.Usage("--fleet must be 1 to 63 letters, digits and ._- that begin with a letter or digit");
        }

        List<HubHost> hosts = Hosts(invocation);
        string? passphrase = Passphrase.Read(invocation, invocation.Text(_passphrase));
        using ResultDirectory directory = new(path);
        new FleetKeys(directory, fleet, passphrase, invocation.Now).Write(hosts);
        directory.Write("trust.toml", TrustFileText.Of(fleet), FleetKeys.Public);
        directory.Write("operator.toml", OperatorFileText.Of(hosts[0]), FleetKeys.Public);
        cancellationToken.ThrowIfCancellationRequested();
        directory.Commit();

        TrustInitDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Directory = path,
            Fleet = fleet,
            HubHosts = [.. hosts.Select(host => host.Name)],
            Files = directory.Files,
            Hint = $"Keep {path}/keys/*-ca.key offline; copy {path}/trust.toml and {path}/anchors to /etc/mlsec on each device, and with {path}/hub to the hub.",
        };
        string shown = Path.TrimEndingDirectorySeparator(path);
        return Task.FromResult(new Outcome(document, [
            $"made {shown}: anchors, keys{(passphrase is null ? string.Empty : " (encrypted)")}, trust.toml, operator.toml and the hub's identity{(fleet is null ? string.Empty : $" for fleet {fleet}")}",
            "next:",
            $"  keep offline    {shown}/keys/*-ca.key",
            $"  sign            mlsec model sign MODEL.mlpkg --cert {shown}/keys/publisher.pem --key {shown}/keys/publisher.key",
            $"  on each device  copy {shown}/trust.toml and {shown}/anchors to /etc/mlsec; keys stay here",
            $"  on the hub      copy {shown}/hub, {shown}/trust.toml and {shown}/anchors; it is reached as {string.Join(", ", hosts.Select(host => host.Name))}",
            $"  as operator     mlsec device list --operator {shown}/operator.toml",
        ]));
    }

    private List<HubHost> Hosts(Invocation invocation)
    {
        List<HubHost> hosts = [];
        foreach (string text in invocation.Texts(_hosts))
        {
            HubHost host = HubHost.TryParse(text)
                ?? throw invocation.Usage("--hub-host must be a DNS name or an IP address, without port", $"\"{text}\" is neither");
            if (hosts.Contains(host))
            {
                throw invocation.Usage($"--hub-host names {host.Name} twice");
            }

            hosts.Add(host);
        }

        return hosts.Count > 0 ? hosts : [.. HubHost.Local];
    }
}
