using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Inspection;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model inspect</c>: what a model hides, looked for in the worker that also serves devices.</summary>
internal sealed class ModelInspectCommand : Verb
{
    private readonly Argument<string> _file = Flags.Model();
    private readonly Option<bool> _sarif = new("--sarif") { Description = "print SARIF 2.1.0 for code scanning instead of lines" };
    private readonly Option<string> _installed = new("--installed") { Description = "compare with this release, a model or package", HelpName = "FILE" };
    private readonly Option<string> _worker = Flags.Worker();
    private readonly ModelInspector _inspector;
    private readonly InspectionFlags _flags = new();

    public ModelInspectCommand(ModelInspector inspector)
        : base("inspect", "look into a model for what nothing honest needs, before anything runs it", Schemas.Inspect)
    {
        _inspector = inspector;
        Add(_file);
        Add(_sarif);
        Add(_installed);
        _flags.AddTo(this);
        Add(_worker);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model inspect model.onnx --policy inspection.json --installed released/model.onnx",
        "mlsec model inspect spotter-1.4.2.mlpkg --sarif > inspection.sarif",
    ];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        bool sarif = invocation.Line.GetValue(_sarif);
        if (sarif && invocation.Options.Json)
        {
            throw invocation.Usage("--sarif and --json exclude each other");
        }

        using InspectionSubject subject = InspectionSubject.Open(invocation.Text(_file), cancellationToken);
        _flags.Apply(invocation, subject, cancellationToken);
        using InspectionSubject? installed = invocation.Text(_installed) is { } path ? InspectionSubject.Open(path, cancellationToken) : null;
        long began = invocation.Surroundings.Time.GetTimestamp();
        InspectionRun run = await _inspector(subject, installed, invocation.Text(_worker), compareWeights: false, cancellationToken);
        InspectionOutcome outcome = new(subject.Path, subject.Member, run.Report, run.Sandbox, invocation.Surroundings.Time.GetElapsedTime(began));
        Outcome shown = outcome.Shown();
        return sarif ? shown with { Lines = [SarifLog.Text(outcome, VersionCommand.Current)], Raw = true } : shown;
    }
}
