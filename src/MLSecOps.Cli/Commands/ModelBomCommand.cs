using System.CommandLine;
using System.Text;
using System.Text.Json;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Inspection;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.CycloneDx;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model bom</c>: a CycloneDX bill of materials from the bytes. The same model and flags give the same bytes.</summary>
internal sealed class ModelBomCommand : Verb
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Argument<string> _file = Flags.Model();
    private readonly Option<string> _output = Flags.Output("write it here instead of to standard output; refused when it exists; model.cdx.json is packed as the bill", required: false);
    private readonly Option<string> _spec = new("--spec-version") { Description = "version of CycloneDX, 1.6 or 1.7 (default 1.6)", HelpName = "VERSION" };
    private readonly Option<string> _worker = Flags.Worker();
    private readonly ModelInspector _inspector;

    public ModelBomCommand(ModelInspector inspector)
        : base("bom", "write a CycloneDX bill of materials of a model, from its bytes", Schemas.Bom)
    {
        _inspector = inspector;
        Add(_file);
        Add(_output);
        Add(_spec);
        Add(_worker);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model bom model/model.onnx -o model/model.cdx.json",
        "mlsec model bom spotter-1.4.2.mlpkg --spec-version 1.7",
    ];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string version = invocation.Text(_spec) ?? "1.6";
        if (version is not ("1.6" or "1.7"))
        {
            throw invocation.Usage("--spec-version must be 1.6 or 1.7");
        }

        using InspectionSubject subject = InspectionSubject.Open(invocation.Text(_file), cancellationToken);
        Sha256Digest digest = subject.Digest(cancellationToken);
        InspectionReport report = (await _inspector(subject, null, invocation.Text(_worker), compareWeights: false, cancellationToken)).Report;
        BomDocument document = new() { Schema = Schema, Ok = true, File = subject.Path, Digest = digest.ToString() };
        if (report.Refusal is { Reason: { } reason } refusal)
        {
            return Outcome.Failed(document, [], new Failure(reason, $"{subject.Path} could not be inspected: {reason.Title}", refusal.Difference));
        }

        if (report is not { Model: { } model, Shortened: false })
        {
            return Outcome.Failed(document, [], new Failure(InspectionReasons.TooComplex, $"{subject.Path} cannot be described whole", "it has more or longer names than a report has room for"));
        }

        string name = subject.Manifest?.Model ?? Path.GetFileNameWithoutExtension(subject.Path);
        ReadOnlyMemory<byte> bom = MlBomWriter.Write(version, name, subject.Manifest?.Version, digest, model, VersionCommand.Current);
        if (invocation.Text(_output) is not { } output)
        {
            using JsonDocument read = JsonDocument.Parse(bom);
            return new Outcome(document with { Bom = read.RootElement.Clone() }, [Encoding.UTF8.GetString(bom.Span)], Raw: true);
        }

        using ResultFile file = new(output, replace: false, Readable);
        file.Commit([.. bom.Span, (byte)'\n']);
        return new Outcome(document with { Output = output }, [$"wrote {output}: CycloneDX {version}, {name}, {digest}"]);
    }
}
