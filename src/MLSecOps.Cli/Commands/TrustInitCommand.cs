using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust init</c>: keys and anchors for all four roles, in a folder of its own.</summary>
internal sealed class TrustInitCommand : Verb
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Argument<string> _directory = new("DIR") { Description = "new folder for anchors, keys and trust.toml" };
    private readonly Option<string> _fleet = new("--fleet") { Description = "name of the fleet: letters, digits and ._-", HelpName = "NAME" };
    private readonly Option<string> _passphrase = Flags.PassphraseFile();

    public TrustInitCommand()
        : base("init", "make keys and anchors for publisher, director, root and hub", Schemas.TrustInit)
    {
        Add(_directory);
        Add(_fleet);
        Add(_passphrase);
    }

    public override IReadOnlyList<string> Examples { get; } =
        ["mlsec trust init acme-trust --fleet acme", "mlsec trust init acme-trust --fleet acme --passphrase-file passphrase.txt"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_directory);
        string? fleet = invocation.Text(_fleet);
        if (fleet is not null && !ManifestNames.IsLabel(fleet))
        {
            throw invocation.Usage("--fleet must be 1 to 63 letters, digits and ._- that begin with a letter or digit");
        }

        string? passphrase = Passphrase.Read(invocation, invocation.Text(_passphrase));
        using ResultDirectory directory = new(path);
        foreach (string role in RoleKeys.Roles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RoleKeys keys = RoleKeys.Make(role, fleet, invocation.Now, passphrase);
            directory.Write($"anchors/{role}.pem", keys.Anchor, Public);
            directory.Write($"keys/{role}-ca.key", keys.AnchorKey, Secret);
            directory.Write($"keys/{role}.key", keys.Key, Secret);
            directory.Write($"keys/{role}.pem", keys.Certificate, Public);
        }

        directory.Write("trust.toml", TrustFileText.Of(fleet), Public);
        directory.Commit();

        TrustInitDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Directory = path,
            Fleet = fleet,
            Files = directory.Files,
            Hint = $"Keep {path}/keys/*-ca.key offline; copy {path}/trust.toml and {path}/anchors to /etc/mlsec on each device.",
        };
        string shown = Path.TrimEndingDirectorySeparator(path);
        return Task.FromResult(new Outcome(document, [
            $"made {shown}: anchors, keys{(passphrase is null ? string.Empty : " (encrypted)")} and trust.toml{(fleet is null ? string.Empty : $" for fleet {fleet}")}",
            "next:",
            $"  keep offline    {shown}/keys/*-ca.key",
            $"  sign            mlsec model sign MODEL.mlpkg --cert {shown}/keys/publisher.pem --key {shown}/keys/publisher.key",
            $"  on each device  copy {shown}/trust.toml and {shown}/anchors to /etc/mlsec; keys stay here",
        ]));
    }
}
