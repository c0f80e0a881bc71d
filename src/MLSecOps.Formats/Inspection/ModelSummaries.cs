using System.Globalization;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Says what a model is.</summary>
internal static class ModelSummaries
{
    private static readonly string[] Kinds = ["?", "tensor", "?", "?", "sequence", "map", "?", "opaque", "sparse tensor", "optional"];

    /// <summary>Summarises a model.</summary>
    internal static ModelSummary Of(ModelTables model, long bytesRead)
    {
        GraphTable? main = model.Main >= 0 ? model.Graphs[model.Main] : null;
        HashSet<int> weights = main is null ? [] : [.. main.Initializers.Select(row => model.Tensors[row].Name)];
        return new ModelSummary(
            model.IrVersion,
            $"{model.Names.Text(model.Producer)} {model.Names.Text(model.ProducerVersion)}".Trim(),
            [.. model.Opsets.Select(opset => new OpsetSummary(model.Names.Text(opset.Domain), opset.Version))],
            main is null ? [] : [.. main.Inputs.Where(input => !weights.Contains(input.Name)).Select(input => Value(model, input))],
            main is null ? [] : [.. main.Outputs.Select(output => Value(model, output))],
            Operators(model),
            model.Nodes.Count,
            model.Graphs.Count(graph => graph.Kind is GraphKind.Main or GraphKind.Nested),
            model.Functions.Count,
            model.Graphs.Sum(graph => graph.Initializers.Count + graph.Sparse.Count),
            Parameters(model),
            External(model),
            model.FileBytes - model.WeightBytes,
            bytesRead);
    }

    /// <summary>A value with type and shape as text.</summary>
    internal static ValueSummary Value(ModelTables model, in ValueRow value) =>
        new(model.Names.Text(value.Name), TypeName(value), value.Dimensions < 0 ? "?" : Shape(model, value));

    private static string TypeName(in ValueRow value) => value.Kind == 1
        ? (Enum.IsDefined((ElementType)value.DataType) ? ElementTypes.Name((ElementType)value.DataType) : $"type {value.DataType.ToString(CultureInfo.InvariantCulture)}")
        : value.Kind < Kinds.Length ? Kinds[value.Kind] : "?";

    private static string Shape(ModelTables model, in ValueRow value)
    {
        List<string> dimensions = [];
        foreach (long dimension in model.Dimensions(value))
        {
            dimensions.Add(dimension switch
            {
                >= 0 => dimension.ToString(CultureInfo.InvariantCulture),
                -1 => "?",
                _ => Locations.Name(model, (int)(-2 - dimension)),
            });
        }

        return $"[{string.Join(',', dimensions)}]";
    }

    private static List<OperatorCount> Operators(ModelTables model)
    {
        var counts = new Dictionary<(int Domain, int Name), int>();
        foreach (NodeRow node in model.Nodes)
        {
            counts[(node.Domain, node.Operator)] = counts.GetValueOrDefault((node.Domain, node.Operator)) + 1;
        }

        return [.. counts
            .Select(pair => new OperatorCount(model.Names.Text(pair.Key.Domain), model.Names.Text(pair.Key.Name), pair.Value))
            .OrderBy(count => count.Domain, StringComparer.Ordinal).ThenBy(count => count.Name, StringComparer.Ordinal)];
    }

    private static long Parameters(ModelTables model)
    {
        long sum = 0;
        foreach (GraphTable graph in model.Graphs)
        {
            foreach (int row in graph.Initializers)
            {
                sum += Math.Max(0, model.Tensors[row].Elements);
            }

            foreach (SparseRow sparse in graph.Sparse)
            {
                sum += sparse.Values >= 0 ? Math.Max(0, model.Tensors[sparse.Values].Elements) : 0;
            }

            // Stated shapes can be anything: the sum stays a number.
            sum = Math.Clamp(sum, 0, long.MaxValue / 4);
        }

        return sum;
    }

    private static List<ExternalReference> External(ModelTables model)
    {
        List<ExternalReference> references = [];
        foreach (TensorRow tensor in model.Tensors)
        {
            if (tensor.IsExternal)
            {
                references.Add(ExternalData.Of(model, tensor));
            }
        }

        return [.. references.Distinct()];
    }
}
