namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>DIM-BOMB by what is stated: dimensions that disagree with the bytes or with each other.</summary>
internal static class TensorSizeModels
{
    private const long Half = 1L << 32;

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("product-overflows", new OnnxTensor("w", OnnxType.Float, Half, Half) { Raw = [] }),
        Of("product-overflows-to-the-right-size", new OnnxTensor("w", OnnxType.Float, Half, Half, 1, 4) { Raw = new byte[16] }),
        Of("bytes-overflow", new OnnxTensor("w", OnnxType.UInt64, 1L << 61) { Raw = [] }),
        Of("negative", new OnnxTensor("w", OnnxType.Float, -1) { Raw = new byte[4] }),
        Of("negative-twice", new OnnxTensor("w", OnnxType.Float, -2, -2) { Raw = new byte[16] }),
        Of("lowest-number", new OnnxTensor("w", OnnxType.Float, long.MinValue) { Raw = [] }),
        Of("none-with-data", new OnnxTensor("w", OnnxType.Float, 0) { Raw = new byte[64] }),
        Of("none-times-much", new OnnxTensor("w", OnnxType.Float, 0, long.MaxValue, long.MaxValue) { FloatData = [1] }),
        Of("more-than-the-data", new OnnxTensor("w", OnnxType.Float, 1 << 20, 1 << 10) { Raw = new byte[16] }),
        Of("fewer-than-the-data", new OnnxTensor("w", OnnxType.Float, 4) { Raw = new byte[4096] }),
        Of("no-data", new OnnxTensor("w", OnnxType.Float, 1024, 1024)),
        Of("fewer-values", new OnnxTensor("w", OnnxType.Float, 1024) { FloatData = [1, 2, 3] }),
        Of("packed-dimensions", new OnnxTensor("w", OnnxType.Float, Half, Half) { Raw = [], PackedDims = true }),
        Of("odd-bytes", new OnnxTensor("w", OnnxType.Half, 4) { Raw = new byte[7] }),
        Of("type-that-does-not-exist", new OnnxTensor("w", 99, 4) { Raw = new byte[16] }),
        Of("texts-as-raw-data", new OnnxTensor("w", OnnxType.Text, 4) { Raw = new byte[16] }),
        Of("fewer-texts", new OnnxTensor("w", OnnxType.Text, 1 << 30) { TextData = ["a"] }),
        Of("external-of-another-length", OnnxTensor.Outside("w", [1L << 40], ("location", "w.bin"), ("length", "16"))),
        new("dimensions-in-two-messages", "DIM-BOMB", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, Half) { Raw = [], Extra = new WireWriter().Number(1, Half).ToArray() })),
        Sparse("sparse-becomes-huge", OnnxTensor.Floats("s", [1], 1), OnnxTensor.Int64s(null, [1], 0), 1L << 40),
        Sparse("sparse-overflows", OnnxTensor.Floats("s", [1], 1), OnnxTensor.Int64s(null, [1], 0), Half, Half),
        Sparse("sparse-of-more-values-than-elements", OnnxTensor.Floats("s", [4], 1, 2, 3, 4), OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 2),
        Sparse("sparse-index-beyond", OnnxTensor.Floats("s", [2], 1, 2), OnnxTensor.Int64s(null, [2], 0, 1 << 20), 8),
        Sparse("sparse-index-negative", OnnxTensor.Floats("s", [2], 1, 2), OnnxTensor.Int64s(null, [2], -1, 3), 8),
        Sparse("sparse-row-and-column-beyond", OnnxTensor.Floats("s", [1], 1), OnnxTensor.Int64s(null, [1, 2], 3, 4), 4, 4),
        Sparse("sparse-of-fewer-indices", OnnxTensor.Floats("s", [3], 1, 2, 3), OnnxTensor.Int64s(null, [1], 0), 8),
        new("sparse-attribute-becomes-huge", "DIM-BOMB", () => Carrier.Node(new OnnxNode(
            "Constant", [], ["c"], OnnxAttribute.Sparse("sparse_value", new OnnxSparseTensor(OnnxTensor.Floats("s", [1], 1), OnnxTensor.Int64s(null, [1], 0), 1 << 20, 1 << 20))))),
        new("stated-output-overflows", "DIM-BOMB", () => Carrier.Graph(graph => graph with { Outputs = [.. graph.Outputs, new OnnxValue("scores", OnnxType.Float, Half, Half)] })),
        new("stated-input-beyond-any-memory", "DIM-BOMB", () => Carrier.Graph(graph => graph with { Inputs = [.. graph.Inputs, new OnnxValue("spare", OnnxType.Float, 1L << 50)] })),
        new("stated-rank-of-a-thousand", "DIM-BOMB", () => Carrier.Graph(graph => graph with { Inputs = [.. graph.Inputs, new OnnxValue("spare", OnnxType.Float, [.. Enumerable.Repeat(2L, 1000)])] })),
        new("in-an-attribute", "DIM-BOMB", () => Carrier.Node(new OnnxNode("Constant", [], ["c"], OnnxAttribute.Tensor("value", new OnnxTensor(null, OnnxType.Float, Half, Half) { Raw = [] })))),
    ];

    private static HostileModel Of(string name, OnnxTensor tensor) => new(name, "DIM-BOMB", () => Carrier.Tensor(tensor));

    private static HostileModel Sparse(string name, OnnxTensor values, OnnxTensor indices, params long[] dims) =>
        new(name, "DIM-BOMB", () => Carrier.Graph(graph => graph with { Sparse = [new OnnxSparseTensor(values, indices, dims)] }));
}
