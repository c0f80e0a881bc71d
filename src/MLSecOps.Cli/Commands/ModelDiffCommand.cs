using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Inspection;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model diff</c>: how one model differs from another. Nothing is judged: that they differ is no failure.</summary>
internal sealed class ModelDiffCommand : Verb
{
    private readonly Argument<string> _before = new("OLD") { Description = "the old model or package" };
    private readonly Argument<string> _after = new("NEW") { Description = "the new model or package" };
    private readonly Option<bool> _weights = new("--weights") { Description = "read and compare the weights too: all of both files" };
    private readonly Option<string> _worker = Flags.Worker();
    private readonly ModelInspector _inspector;

    public ModelDiffCommand(ModelInspector inspector)
        : base("diff", "say how a model differs from another: interface, operators, control flow, weights", Schemas.Diff)
    {
        _inspector = inspector;
        Add(_before);
        Add(_after);
        Add(_weights);
        Add(_worker);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model diff released/model.onnx model.onnx",
        "mlsec model diff spotter-1.4.1.mlpkg spotter-1.4.2.mlpkg --weights --json",
    ];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using InspectionSubject before = InspectionSubject.Open(invocation.Text(_before), cancellationToken);
        using InspectionSubject after = InspectionSubject.Open(invocation.Text(_after), cancellationToken);
        bool weights = invocation.Line.GetValue(_weights);
        InspectionReport report = (await _inspector(after, before, invocation.Text(_worker), weights, cancellationToken)).Report;
        DiffDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Before = before.Path,
            After = after.Path,
            Same = report.Difference is { } found ? ModelLines.Same(found) : null,
            Difference = ReportEntries.Of(report.Difference),
            Model = ReportEntries.Of(report.Model),
        };
        if (report.Difference is not { } difference)
        {
            return Outcome.Failed(document, [], report.Refusal is { Reason: { } reason } refusal
                ? new Failure(reason, $"{refusal.Subject} could not be inspected: {reason.Title}", refusal.Difference)
                : new Failure(InspectionReasons.ReportDisagrees, "the worker compared nothing"));
        }

        List<Line> lines = [.. ModelLines.Of(difference)];
        string scope = weights ? "" : "; weights were not compared: --weights";
        lines.Add(ModelLines.Same(difference) ? $"no difference{scope}" : $"{before.Path} and {after.Path} differ{scope}");
        return new Outcome(document, lines);
    }
}
