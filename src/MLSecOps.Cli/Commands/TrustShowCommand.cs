using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust show</c>: whose signatures count here.</summary>
internal sealed class TrustShowCommand : Verb
{
    private readonly Option<string> _trust = Flags.Trust();

    public TrustShowCommand()
        : base("show", "print whose signatures count", Schemas.TrustShow) => Add(_trust);

    public override IReadOnlyList<string> Examples { get; } = ["mlsec trust show", "mlsec trust show --trust acme-trust/trust.toml"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string file = invocation.Text(_trust) ?? TrustFile.Standard;
        TrustConfiguration trust = TrustFile.Load(file);
        (string Name, RoleConfiguration? Role)[] roles =
            [("publisher", trust.Publisher), ("director", trust.Director), ("root", trust.Root), ("hub", trust.Hub)];
        TrustShowDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            File = file,
            Fleet = trust.Fleet,
            Roles = [.. roles.Where(role => role.Role is not null).Select(role => Entry(role.Name, role.Role!))],
        };
        List<Line> lines = [$"fleet      {trust.Fleet ?? "(none named)"}"];
        foreach (RoleEntry role in document.Roles)
        {
            lines.Add($"{role.Role,-9}  {(role.Threshold == 1 ? "one key" : $"{role.Threshold} different keys")}, eku {role.KeyUsage}");
            lines.AddRange(role.Anchors.Select(anchor => new Line($"           {anchor.Subject}, until {anchor.NotAfter}, {anchor.Digest}")));
        }

        return Task.FromResult(new Outcome(document, lines));
    }

    private static RoleEntry Entry(string name, RoleConfiguration role) => new(
        name,
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? "oms" : "strict",
        [.. role.Anchors.Select(anchor => new AnchorEntry(
            anchor.Subject, Sha256Digest.Of(anchor.Certificate.Span).ToString(), Timestamp.Of(anchor.NotBefore), Timestamp.Of(anchor.NotAfter), anchor.File))]);
}
