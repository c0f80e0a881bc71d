namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Files that no runtime would load, and that a lenient reader might read as something: the inspection refuses them instead of finding them clean.</summary>
public static class UnreadableModels
{
    /// <summary>All of them: what is done, and the bytes.</summary>
    public static IReadOnlyList<(string Name, Func<byte[]> Build)> All { get; } =
    [
        ("nothing", () => []),
        ("no-graph", () => new OnnxModel(null).ToBytes()),
        ("half-a-model", () => Carrier.Honest.ToBytes()[..^100]),
        ("a-byte-too-many", () => [.. Carrier.Honest.ToBytes(), 0x3A]),
        ("zeros-behind", () => [.. Carrier.Honest.ToBytes(), .. new byte[512]]),
        ("elf-behind", () => [.. Carrier.Honest.ToBytes(), .. ForeignFiles.Elf]),
        ("text-behind", () => [.. Carrier.Honest.ToBytes(), .. "</script>"u8]),
        ("length-beyond-the-file", () => Carrier.Behind(new WireWriter().Head(7, 1 << 30).ToArray())),
        ("length-beyond-31-bits", () => Carrier.Behind(new WireWriter().Head(7, 1L << 33).ToArray())),
        ("length-that-never-ends", () => Carrier.Behind([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01])),
        ("inner-length-beyond-the-outer", () => Carrier.Behind(new WireWriter().Bytes(14, new WireWriter().Head(1, 100).ToArray()).ToArray())),
        ("field-number-zero", () => Carrier.Behind([0x02, 0x00])),
        ("wire-type-that-does-not-exist", () => Carrier.Behind([0x3F])),
        ("group-that-never-ends", () => Carrier.Behind([0x53])),
        ("group-that-ends-as-another", () => Carrier.Behind([0x53, 0x5C])),
        ("end-of-a-group-that-never-began", () => Carrier.Behind([0x54])),
        ("groups-in-groups", () => Carrier.Behind([.. Enumerable.Repeat((byte)0x53, 5000), .. Enumerable.Repeat((byte)0x54, 5000)])),
        ("graphs-in-graphs", () => Carrier.Graph(graph => Enumerable.Range(0, 60).Aggregate(graph, (inner, level) =>
            new OnnxGraph("g") { Nodes = [new OnnxNode("If", ["c"], ["y"], OnnxAttribute.Graph("then_branch", inner))] }))),
        ("odd-packed-floats", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, 1) { Extra = new WireWriter().Bytes(4, [1, 2, 3]).ToArray() })),
        ("name-of-a-mebibyte", () => Carrier.Node(new OnnxNode("Relu", ["x"], [new string('a', 1 << 20)]))),
        ("dimensions-without-number", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, [.. Enumerable.Repeat(1L, 100_000)]) { Raw = new byte[4], PackedDims = true })),
        ("byte-order-mark-before", () => [0xEF, 0xBB, 0xBF, .. Carrier.Honest.ToBytes()]),
    ];
}
