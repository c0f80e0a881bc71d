namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>OP-DOMAIN: operators that need code from elsewhere, or pass for others.</summary>
internal static class OperatorModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("python", "ai.onnx.contrib", "PyOp"),
        Of("python-in-the-runtimes-domain", "com.microsoft", "PyOp"),
        Of("python-of-the-framework", "com.microsoft", "PythonOp"),
        Of("python-of-training", "com.microsoft.experimental", "PythonOpGrad"),
        Of("compiled-context", "com.microsoft", "EPContext"),
        Of("external-library", "com.attacker", "Load"),
        Of("framework-fallback", "org.pytorch.aten", "ATen"),
        Of("fallback-in-the-runtimes-domain", "org.pytorch._caffe2", "ATenOp"),
        Of("space-behind", null, "Conv "),
        Of("space-before", null, " Relu"),
        Of("other-case", null, "relu"),
        Of("look-alike-letter", null, "\u0421onv"),
        Of("full-width", null, "\uFF32elu"),
        Of("invisible-letter", null, "Re\u200blu"),
        Of("nul-behind", null, "Relu\0PyOp"),
        Of("no-name", null, ""),
        Of("domain-with-space", "ai.onnx ", "Relu"),
        Of("look-alike-domain", "\u0430i.onnx", "Relu"),
        Of("domain-in-upper-case", "AI.ONNX", "Relu"),
        Of("domain-below", "ai.onnx.evil", "Relu"),
        Of("standard-name-in-another-domain", "com.attacker", "Relu"),
        Of("tokenizer-that-reads-files", "ai.onnx.contrib", "SentencepieceTokenizer"),
        Of("experimental", null, "ATen"),
        new("in-a-branch", "OP-DOMAIN", () => Carrier.Nodes(graph => Carrier.Branch(graph, inner => inner.Add(new OnnxNode("PyOp", ["x"], ["p"]) { Domain = "ai.onnx.contrib" })))),
        new("in-a-function-that-nobody-calls", "OP-DOMAIN", () => (Carrier.Honest with
        {
            Functions = [new OnnxFunction("local", "Sleeper", ["a"], ["b"], new OnnxNode("PyOp", ["a"], ["b"]) { Domain = "ai.onnx.contrib" })],
        }).ToBytes()),
        new("in-training", "OP-DOMAIN", () => (Carrier.Honest with
        {
            Training = [new OnnxTraining(null, new OnnxGraph("step") { Nodes = [new OnnxNode("PythonOp", [], ["y"]) { Domain = "com.microsoft" }] })],
        }).ToBytes()),
        Shadow("function-takes-a-standard-name", "", "Relu"),
        Shadow("function-takes-a-standard-name-by-its-long-domain", "ai.onnx", "Gemm"),
        Shadow("function-takes-a-name-of-the-runtime", "com.microsoft", "FusedMatMul"),
        Shadow("function-called-python", "com.microsoft", "PyOp"),
        Shadow("function-in-the-domain-of-extensions", "ai.onnx.contrib", "Harmless"),
        new("two-functions-of-one-name", "OP-DOMAIN", () => Carrier.Nodes(graph =>
        {
            graph.Functions.Add(new OnnxFunction("local", "Act", ["a"], ["b"], new OnnxNode("Relu", ["a"], ["b"])));
            graph.Functions.Add(new OnnxFunction("local", "Act", ["a"], ["b"], new OnnxNode("Neg", ["a"], ["b"])));
            graph.Call("local", "Act", graph.Float(1));
        })),
        new("unknown-overload", "OP-DOMAIN", () => Carrier.Node(new OnnxNode("Act", ["x"], ["p"]) { Domain = "local", Extra = new WireWriter().Text(8, "other").ToArray() })),
    ];

    private static HostileModel Of(string name, string? domain, string operation) => new(name, "OP-DOMAIN", () => Carrier.Node(new OnnxNode(operation, ["x"], ["p"]) { Domain = domain }));

    private static HostileModel Shadow(string name, string domain, string function) => new(name, "OP-DOMAIN", () => Carrier.Function(
        new OnnxFunction(domain, function, ["a"], ["b"], new OnnxNode("Identity", ["a"], ["b"])), graph => graph.Float(1)));
}
