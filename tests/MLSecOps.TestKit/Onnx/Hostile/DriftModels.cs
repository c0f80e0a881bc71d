namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>IO-DRIFT: updates of the honest network that change more than weights.</summary>
internal static class DriftModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("another-input", () => Carrier.Graph(graph => graph with { Inputs = [.. graph.Inputs, new OnnxValue("override", OnnxType.Float, 1)] })),
        Of("another-output", () => Carrier.Graph(graph => graph with { Outputs = [.. graph.Outputs, new OnnxValue("copy", OnnxType.Float, 1, 64)] })),
        Of("output-of-another-shape", () => Carrier.Graph(graph => graph with { Outputs = [new OnnxValue("scores", OnnxType.Float, 1, 11)] })),
        Of("output-of-another-type", () => Carrier.Graph(graph => graph with { Outputs = [new OnnxValue("scores", OnnxType.Int64, 1, 10)] })),
        Of("output-of-another-name", () => Carrier.Graph(graph => graph with { Outputs = [new OnnxValue("score", OnnxType.Float, 1, 10)] })),
        Of("input-of-any-size", () => Carrier.Graph(graph => graph with { Inputs = [new OnnxValue("x", OnnxType.Float, -1, 64)] })),
        Of("control-flow", () => Carrier.Nodes(graph => Carrier.Branch(graph, inner => inner.Float(1)))),
        Of("choice", () => Carrier.Nodes(graph => graph.Add("Where", [graph.Add("Less", ["x", graph.Float(0)]), "x", graph.Float(1)]))),
        Of("another-domain", () => Carrier.Node(new OnnxNode("FusedMatMul", ["x", "x"], ["p"], OnnxAttribute.Int("transB", 1)) { Domain = "com.microsoft" })),
        Of("another-operator", () => Carrier.Node(new OnnxNode("ArgMax", ["x"], ["p"]))),
        Of("another-operator-set", () => (Carrier.Honest with { Opsets = [("", OnnxModel.Opset - 2)] }).ToBytes()),
        new("outputs-in-another-order", "IO-DRIFT", () => Carrier.Graph(graph => graph with { Outputs = [Other, .. graph.Outputs] }))
        {
            Severity = "Warning", Installed = Carrier.Graph(graph => graph with { Outputs = [.. graph.Outputs, Other] }),
        },
        Of("function", () => Carrier.Function(new OnnxFunction("local", "F", ["a"], ["b"], new OnnxNode("Relu", ["a"], ["b"])), graph => graph.Float(1))),
    ];

    private static OnnxValue Other => new("other", OnnxType.Float, 1, 10);

    private static HostileModel Of(string name, Func<byte[]> build) => new(name, "IO-DRIFT", build) { Severity = "Warning", Installed = Carrier.Honest.ToBytes() };
}
