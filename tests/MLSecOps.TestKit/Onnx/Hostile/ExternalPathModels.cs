namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>EXT-PATH: data sought where the model has nothing to seek.</summary>
internal static class ExternalPathModels
{
    private const string Up = "../secret";

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        At("absolute", "/etc/passwd"),
        At("up", "../../../../etc/shadow"),
        At("up-in-the-middle", "data/../../secret.bin"),
        At("up-at-the-end", "data/.."),
        At("backslashes", "..\\..\\windows\\win.ini"),
        At("share", "\\\\attacker.example\\share\\w.bin"),
        At("share-with-slashes", "//attacker.example/share/w.bin"),
        At("drive", "C:/Windows/win.ini"),
        At("drive-relative", "D:weights.bin"),
        At("stream-of-a-file", "weights.bin:hidden"),
        At("home", "~root/.ssh/id_rsa"),
        At("url", "https://attacker.example/w.bin"),
        At("file-url", "FILE:///etc/passwd"),
        At("process-memory", "/proc/self/mem"),
        At("runtime-memory", "*/_ORT_MEM_ADDR_/*"),
        At("percent-encoded", "%2e%2e%2f%2E%2E%2Fsecret"),
        At("percent-encoded-twice", "..%252f..%252fsecret"),
        At("percent-encoded-slash-only", "a%2fb"),
        At("nul", "weights.bin\0/../../etc/passwd"),
        At("line-break", "weights.bin\n/etc/passwd"),
        At("right-to-left", "weights\u202enib.exe"),
        At("invisible", "wei\u200bghts.bin"),
        At("look-alike-slash", "..\u2215..\u2215secret"),
        At("full-width-dots", "\uFF0E\uFF0E/secret"),
        At("dots-and-spaces", ".. /.. /secret"),
        At("three-dots", ".../secret"),
        At("variable", "${HOME}/.ssh/id_rsa"),
        At("variable-of-windows", "%APPDATA%/w.bin"),
        At("device-of-windows", "data/CON"),
        At("here", "./weights.bin"),
        At("double-slash", "data//weights.bin"),
        At("folder", "data/"),
        new("base-path", "EXT-PATH", () => Carrier.Tensor(OnnxTensor.Outside("w", [4], ("location", "weights.bin"), ("basepath", "/etc")))),
        new("flag-last", "EXT-PATH", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, 4) { Before = new WireWriter().Number(14, 1).ToArray(), External = [("location", Up)] })),
        new("in-a-branch", "EXT-PATH", () => Carrier.Nodes(graph => Carrier.Branch(graph, inner => inner.Constant(Outside)))),
        new("in-a-function", "EXT-PATH", () => Carrier.Function(
            new OnnxFunction("local", "Load", ["a"], ["b"], new OnnxNode("Constant", [], ["c"], OnnxAttribute.Tensor("value", Outside)), new OnnxNode("Add", ["a", "c"], ["b"])), graph => graph.Float(1))),
        new("in-the-default-of-a-function", "EXT-PATH", () => Carrier.Function(
            new OnnxFunction("local", "Load", ["a"], ["b"], new OnnxNode("Identity", ["a"], ["b"])) { Defaults = [OnnxAttribute.Tensor("t", Outside)] }, graph => graph.Float(1))),
        new("in-sparse-values", "EXT-PATH", () => Carrier.Graph(graph => graph with { Sparse = [new OnnxSparseTensor(Outside, OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 8)] })),
        new("in-sparse-indices", "EXT-PATH", () => Carrier.Graph(graph => graph with
        {
            Sparse = [new OnnxSparseTensor(OnnxTensor.Floats("s", [4], 1, 2, 3, 4), new OnnxTensor(null, OnnxType.Int64, 4) { External = [("location", Up)], Location = 1 }, 8)],
        })),
        new("in-a-sparse-attribute", "EXT-PATH", () => Carrier.Node(
            new OnnxNode("Constant", [], ["c"], OnnxAttribute.Sparse("sparse_value", new OnnxSparseTensor(Outside, OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 8))))),
        new("in-a-list-of-tensors", "EXT-PATH", () => Carrier.Node(new OnnxNode("Identity", ["x"], ["c"], OnnxAttribute.Tensors("spare", OnnxTensor.Floats("a", [1], 1), Outside)))),
        new("in-training", "EXT-PATH", () => (Carrier.Honest with { Training = [new OnnxTraining(new OnnxGraph("init") { Initializers = [Outside] }, null)] }).ToBytes()),
        new("in-a-scan-in-a-branch", "EXT-PATH", () => Carrier.Nodes(graph => Carrier.Branch(graph, inner =>
        {
            var body = new GraphBuilder(inner);
            body.Yield(body.Add("Add", [body.Input("step", OnnxType.Float), body.Constant(Outside)]));
            return inner.Add("Scan", [inner.Floats([2, 4], 1, 2, 3, 4, 5, 6, 7, 8)], OnnxAttribute.Graph("body", body.Build("body")), OnnxAttribute.Int("num_scan_inputs", 1));
        }))),
    ];

    private static OnnxTensor Outside => OnnxTensor.Outside("outside", [4], ("location", Up));

    private static HostileModel At(string name, string location) => new(name, "EXT-PATH", () => Carrier.Tensor(OnnxTensor.Outside("w", [4], ("location", location), ("length", "16"))));
}
