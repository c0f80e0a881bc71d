using MLSecOps.Contracts.Commands;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Inspection;

/// <summary>What a worker reported, as members of JSON documents.</summary>
internal static class ReportEntries
{
    /// <summary>The model.</summary>
    public static ModelEntry? Of(ModelSummary? model) => model is null ? null : new ModelEntry
    {
        IrVersion = model.IrVersion,
        Producer = model.Producer,
        Opsets = [.. model.Opsets.Select(opset => new OpsetEntry(Domain(opset.Domain), opset.Version))],
        Inputs = [.. model.Inputs.Select(Of)],
        Outputs = [.. model.Outputs.Select(Of)],
        Operators = [.. model.Operators.Select(used => new OperatorEntry(Domain(used.Domain), used.Name, used.Count))],
        Nodes = model.Nodes,
        Graphs = model.Graphs,
        Functions = model.Functions,
        Initializers = model.Initializers,
        Parameters = model.Parameters,
        External = [.. model.External.Select(reference => reference.Location).Distinct(StringComparer.Ordinal)],
        StructureBytes = model.StructureBytes,
        ReadBytes = model.BytesRead,
    };

    /// <summary>The difference.</summary>
    public static DifferenceEntry? Of(ModelDifference? difference) => difference is null ? null : new DifferenceEntry
    {
        Interface = difference.Interface,
        Operators = [.. difference.Operators.Select(change => new OperatorChangeEntry(Domain(change.Domain), change.Name, change.Before, change.After))],
        ControlFlow = difference.ControlFlow,
        Domains = difference.Domains,
        Weights = Of(difference.Weights),
    };

    /// <summary>A domain as people write it: the one of ONNX itself has a name.</summary>
    public static string Domain(string domain) => domain.Length == 0 ? "ai.onnx" : domain;

    private static ValueEntry Of(ValueSummary value) => new(value.Name, value.Type, value.Shape);

    private static WeightsEntry? Of(WeightDifference? weights) => weights is null ? null : new WeightsEntry(
        weights.Added, weights.Removed, weights.Reshaped, weights.Changed, weights.Same,
        [.. weights.Largest.Select(change => new WeightEntry(change.Name, change.Elements, change.ElementsChanged, Norm(change.Norm), Norm(change.DifferenceNorm)))]);

    private static double? Norm(double norm) => double.IsFinite(norm) ? norm : null;
}
