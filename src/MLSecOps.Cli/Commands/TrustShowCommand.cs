using System.CommandLine;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust show</c>: whose signatures count here, or what a signed document says.</summary>
internal sealed class TrustShowCommand : Verb
{
    private readonly Argument<string?> _document = new("DOCUMENT") { Description = "bulletin, trust update or membership to show instead (.json)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _trust = Flags.Trust();

    public TrustShowCommand()
        : base("show", "print whose signatures count, or what a signed document says", Schemas.TrustShow)
    {
        Add(_document);
        Add(_trust);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec trust show --trust acme-trust/trust.toml", "mlsec trust show bulletin-2.json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Line.GetValue(_document) is { } path)
        {
            return Task.FromResult(invocation.Text(_trust) is null ? Document(path) : throw invocation.Usage("DOCUMENT and --trust exclude each other"));
        }

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
            Timestamp = [.. trust.Timestamp.Select(Entry)],
            Roles = [.. roles.Where(role => role.Role is not null).Select(role => Entry(role.Name, role.Role!))],
        };
        List<Line> lines = [$"fleet      {trust.Fleet ?? "(none named)"}"];
        foreach (RoleEntry role in document.Roles)
        {
            lines.Add($"{role.Role,-9}  {(role.Threshold == 1 ? "one key" : $"{role.Threshold} different keys")}, eku {role.KeyUsage}");
            lines.AddRange(role.Anchors.Select(anchor => new Line($"           {anchor.Subject}, until {anchor.NotAfter}, {anchor.Digest}")));
        }

        if (document.Timestamp.Count > 0)
        {
            lines.Add("timestamp");
            lines.AddRange(document.Timestamp.Select(anchor => new Line($"           {anchor.Subject}, until {anchor.NotAfter}, {anchor.Digest}")));
        }

        return Task.FromResult(new Outcome(document, lines));
    }

    private Outcome Document(string path)
    {
        SignedDocumentEntry entry = DocumentView.Of(path, DocumentFile.Read(path));
        TrustShowDocument document = new() { Schema = Schema, Ok = true, File = path, Document = entry };
        return new Outcome(document, [.. DocumentView.Lines(entry), $"signature  {(DocumentFile.ReadSignature(path) is null ? "none" : DocumentFile.SignatureOf(path))}, not checked here: mlsec trust check --content {path} --cms {DocumentFile.SignatureOf(path)} --anchors FILE"]);
    }

    private static RoleEntry Entry(string name, RoleConfiguration role) => new(
        name,
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? "oms" : "strict",
        [.. role.Anchors.Select(Entry)]);

    private static AnchorEntry Entry(TrustAnchor anchor) => new(
        anchor.Subject, Sha256Digest.Of(anchor.Certificate.Span).ToString(), Timestamp.Of(anchor.NotBefore), Timestamp.Of(anchor.NotAfter), anchor.File);
}
