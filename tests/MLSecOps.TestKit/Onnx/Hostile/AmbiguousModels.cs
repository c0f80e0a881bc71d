namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>UNKNOWN-FIELD by meaning: known fields of which two readers make two models.</summary>
internal static class AmbiguousModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        new("two-graphs", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Message(7, new OnnxGraph("other")).ToArray())),
        new("two-operators-of-a-node", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Extra = new WireWriter().Text(4, "Neg").ToArray() })),
        new("two-domains-of-a-node", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Domain = "local", Extra = new WireWriter().Text(7, "").ToArray() })),
        new("two-names-of-a-tensor", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = new WireWriter().Text(8, "v").ToArray() })),
        new("two-raw-data", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = new WireWriter().Bytes(9, [0, 0, 0, 0]).ToArray() })),
        new("two-types-of-a-tensor", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = new WireWriter().Number(2, OnnxType.Int32).ToArray() })),
        new("two-versions", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Number(1, 8).ToArray())),
        new("two-documentations", "UNKNOWN-FIELD", () => (Carrier.Honest with { Documentation = "a", Extra = new WireWriter().Text(6, "b").ToArray() }).ToBytes()),
        new("two-keys-in-an-entry", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Bytes(14, new WireWriter().Text(1, "k").Text(2, "v").Text(1, "other").ToArray()).ToArray())),
        new("two-branches-in-one-attribute", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("If", ["c"], ["p"], OnnxAttribute.Graph("then_branch", new OnnxGraph("a")) with
        {
            Extra = new WireWriter().Message(6, new OnnxGraph("b")).ToArray(),
        }))),
        new("raw-and-typed-data", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [2], 1, 2) with { FloatData = [3, 4] })),
        new("data-here-and-outside", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Outside("w", [2], ("location", "w.bin"), ("length", "8")) with { Raw = new byte[8] })),
        new("two-kinds-of-typed-data", "UNKNOWN-FIELD", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, 1) { FloatData = [1], Int64Data = [2] })),
        new("floats-among-the-integers", "UNKNOWN-FIELD", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, 2) { Int64Data = [1, 2] })),
        new("integers-among-the-floats", "UNKNOWN-FIELD", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int64, 2) { FloatData = [1, 2] })),
        new("outside-but-not-flagged", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { External = [("location", "../secret")] })),
        new("segment", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = new WireWriter().Bytes(3, new WireWriter().Number(1, 0).Number(2, 1).ToArray()).ToArray() })) { Severity = "Warning" },
        new("attribute-of-two-values", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Gather", ["x", "x"], ["p"], OnnxAttribute.Int("axis", 0) with { Extra = new WireWriter().Text(4, "1").ToArray() }))),
        new("attribute-of-another-type-than-stated", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Gather", ["x", "x"], ["p"], new OnnxAttribute("axis", 1, writer => writer.Number(3, 1))))),
        new("value-and-reference", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Gather", ["x", "x"], ["p"], OnnxAttribute.Int("axis", 0) with { Extra = new WireWriter().Text(21, "axis").ToArray() }))),
        new("two-attributes-of-one-name", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Gather", ["x", "x"], ["p"], OnnxAttribute.Int("axis", 0), OnnxAttribute.Int("axis", 1)))),
        new("two-tensors-of-one-name", "UNKNOWN-FIELD", () => Carrier.Graph(graph => graph with { Initializers = [.. graph.Initializers, OnnxTensor.Floats("twice", [1], 1), OnnxTensor.Floats("twice", [1], 2)] })),
        new("dense-and-sparse-of-one-name", "UNKNOWN-FIELD", () => Carrier.Graph(graph => graph with
        {
            Initializers = [.. graph.Initializers, OnnxTensor.Floats("twice", [1], 1)],
            Sparse = [new OnnxSparseTensor(OnnxTensor.Floats("twice", [1], 2), OnnxTensor.Int64s(null, [1], 0), 1)],
        })),
        new("two-nodes-of-one-output", "UNKNOWN-FIELD", () => Carrier.Nodes(graph =>
        {
            graph.Add(new OnnxNode("Relu", ["x"], ["p"]));
            graph.Add(new OnnxNode("Neg", ["x"], ["p"]));
        })),
        new("node-that-makes-an-initializer", "UNKNOWN-FIELD", () => Carrier.Nodes(graph => graph.Add(new OnnxNode("Relu", ["x"], [graph.Float(1)])))),
        new("two-operator-sets-of-one-domain", "UNKNOWN-FIELD", () => (Carrier.Honest with { Opsets = [("", OnnxModel.Opset), ("", 7)] }).ToBytes()),
        new("two-alternatives-of-a-type", "UNKNOWN-FIELD", () => Carrier.Graph(graph => graph with
        {
            Inputs = [.. graph.Inputs, new OnnxValue("spare") { Extra = new WireWriter().Bytes(2, new WireWriter().Bytes(1, new WireWriter().Number(1, OnnxType.Float).ToArray()).Bytes(4, []).ToArray()).ToArray() }],
        })),
        new("name-that-ends-twice", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["scores\0hidden"]))),
        new("name-that-is-no-text", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Extra = new WireWriter().Bytes(3, [0xC3, 0x28]).ToArray() })),
    ];
}
