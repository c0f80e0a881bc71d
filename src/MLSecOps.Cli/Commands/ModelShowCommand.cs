using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model show</c>: what a package says about itself. Nothing is judged, and the output says so.</summary>
internal sealed class ModelShowCommand : Verb
{
    private readonly Argument<string> _package = Flags.Package();

    public ModelShowCommand()
        : base("show", "print what a package says about itself, without judging it", Schemas.Show) => Add(_package);

    public override IReadOnlyList<string> Examples { get; } = ["mlsec model show spotter-1.4.2.mlpkg", "mlsec model show spotter-1.4.2.mlpkg --json"];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        using FileByteSource source = InputFile.Open(path);
        PackageHead head = PackageHead.Read(source, path);
        ModelManifest manifest = head.Manifest;
        string digest = Sha256Digest.Of(head.Envelope.Manifest.Span).ToString();
        PackDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Package = path,
            SizeBytes = source.Length,
            Manifest = ManifestEntry.Of(manifest),
            ManifestDigest = digest,
            Signed = Signatures(head).Length > 0,
        };
        List<Line> lines =
        [
            $"model     {manifest.Model} {manifest.Version} (release {manifest.Release.ToString(CultureInfo.InvariantCulture)}), {ManifestNames.Of(manifest.Format)}",
            $"valid     {DocumentDate.Format(manifest.Issued)} to {DocumentDate.Format(manifest.Expires)}",
            $"for       fleets {Any(manifest.Audience)}; hardware {Any(manifest.Hardware)}; agent {manifest.MinAgent ?? "any"}",
            $"digest    {digest} (manifest)",
            $"signature {(Signatures(head) is { Length: > 0 } present ? $"{string.Join(" and ", present)} present, not judged: mlsec model verify" : "none")}",
        ];
        if (manifest.Provenance is { } provenance)
        {
            lines.Add($"from      {provenance.Source ?? "-"}; training data {provenance.TrainingData?.ToString() ?? "-"}");
        }

        lines.AddRange(Table.Align([.. manifest.Files.Select(Row)], "  ").Select(text => new Line(text)));
        return Task.FromResult(new Outcome(document, lines));
    }

    private static string[] Signatures(PackageHead head) =>
        [.. new[] { head.Envelope.Signature is null ? null : "CMS", head.Envelope.OmsBundle is null ? null : "OMS bundle" }.OfType<string>()];

    private static string[] Row(ManifestFile file) =>
        [ManifestNames.Of(file.Role), file.SizeBytes.ToString(CultureInfo.InvariantCulture).PadLeft(11), file.FsVerity.ToString(), file.Path];

    private static string Any(IReadOnlyList<string> names) => names.Count == 0 ? "any" : string.Join(", ", names);
}
