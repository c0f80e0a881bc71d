namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>The same honest model as another exporter writes it. The runtime answers alike.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Rewrite">From the model as it was built.</param>
public sealed record HonestStyle(string Name, Func<OnnxModel, OnnxModel> Rewrite)
{
    /// <summary>All of them; the first changes nothing.</summary>
    public static IReadOnlyList<HonestStyle> All { get; } =
    [
        new("as-built", model => model),
        new("constants-as-nodes", model => With(model, graph => graph with
        {
            Nodes = [.. graph.Initializers.Select(tensor => new OnnxNode("Constant", [], [tensor.Name!], OnnxAttribute.Tensor("value", tensor with { Name = null }))), .. graph.Nodes],
            Initializers = [],
        })),
        new("open-dimensions", model => With(model, graph => graph with { Inputs = [.. graph.Inputs.Select(Open)] })),
        new("weights-listed-as-inputs", model => With(model, graph => graph with
        {
            Inputs = [.. graph.Inputs, .. graph.Initializers.Where(tensor => IsWeight(graph, tensor)).Select(tensor => new OnnxValue(tensor.Name!, tensor.Type, tensor.Dims))],
        })),
    ];

    private static OnnxModel With(OnnxModel model, Func<OnnxGraph, OnnxGraph> change) => model with { Graph = change(model.Graph!) };

    // As before version 4 of the format, when every initialiser had to be an input.
    private static bool IsWeight(OnnxGraph graph, OnnxTensor tensor) =>
        tensor is { Type: OnnxType.Float, Dims.Length: >= 2 } && graph.Nodes.Any(node => node.Operator is "MatMul" or "Gemm" or "Conv" && node.Inputs.Contains(tensor.Name));

    private static OnnxValue Open(OnnxValue input) => input with { Dims = [.. input.Dims!.Select(_ => -1L)] };
}
