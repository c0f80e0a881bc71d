using System.Globalization;
using MLSecOps.TestKit.Onnx;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>A file made to cost whoever looks at it: time, memory, or both.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Write">Writes it to a file.</param>
internal sealed record HostileFile(string Name, Action<FileStream> Write)
{
    private const int Million = 1_000_000;
    private const int Gibibyte = 1 << 30;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HostileFile> All { get; } =
    [
        Graph("a million nodes", writer => Repeat(Million, index => writer.Bytes(1, Node("Relu", $"x{index}", $"x{index + 1}")))),
        Graph("a chain of 99,000 nodes", writer => Repeat(99_000, index => writer.Bytes(1, Node("Relu", $"x{index}", $"x{index + 1}")))),
        Graph("the same chain, last node first", writer => Repeat(99_000, index => writer.Bytes(1, Node("Relu", $"x{99_000 - index}", $"x{99_001 - index}")))),
        Graph("a thousand nodes that read 900 values each", writer => Repeat(1000, index => writer.Bytes(1, Node("Concat", [.. Enumerable.Range(Math.Max(0, index - 900), Math.Min(900, index)).Select(Value)], Value(index))))),
        Graph("a node with a million inputs", writer => writer.Bytes(1, Node("Sum", [.. Enumerable.Range(0, Million - 1).Select(Value)], "y"))),
        Graph("a node with 499,000 inputs", writer => writer.Bytes(1, Node("Sum", [.. Enumerable.Range(0, 499_000).Select(Value)], "y"))),
        Graph("a million attributes of one node", writer => writer.Bytes(1, Attributes(Million))),
        Graph("199,000 attributes of one node", writer => writer.Bytes(1, Attributes(199_000))),
        Graph("100,000 nested graphs, side by side", writer => Repeat(100_000, index => writer.Bytes(1, If(Graph(Node("Relu", "a", "b")))))),
        Graph("9,000 nested graphs, side by side", writer => Repeat(9000, index => writer.Bytes(1, If(Graph(Node("Relu", "a", "b")))))),
        new HostileFile("100,000 nested graphs, one in another", file => file.Write(Nested(100_000))),
        new HostileFile("a group of 10 million groups", file => file.Write(Enumerable.Repeat((byte)0x0B, 10 * Million).ToArray())),
        Claimed("a name of 4 GiB", 2, 4L * Gibibyte),
        Claimed("a name of 2 GiB", 2, (2L * Gibibyte) - 64),
        Claimed("a documentation string of 2 GiB", 10, (2L * Gibibyte) - 64),
        Graph("49,000 tensors whose dimensions overflow", writer => Repeat(49_000, index => writer.Bytes(5, new OnnxTensor(Value(index), 1, long.MaxValue, long.MaxValue).ToBytes()))),
        Graph("24,000 sparse tensors, all wrong", writer => Repeat(24_000, index => writer.Bytes(15, new OnnxSparseTensor(new OnnxTensor(Value(index), 1, -1), new OnnxTensor(null, 7, -1), -1).ToBytes()))),
        Graph("a million tiny initialisers", writer => Repeat(Million, index => writer.Bytes(5, OnnxTensor.Floats(Value(index), [1], 1).ToBytes()))),
        Graph("49,000 tiny initialisers", writer => Repeat(49_000, index => writer.Bytes(5, OnnxTensor.Floats(Value(index), [1], 1).ToBytes()))),
        Graph("49,000 tensors in other files", writer => Repeat(49_000, index => writer.Bytes(5, OnnxTensor.Outside(Value(index), [1], ("location", $"../{index}"), ("offset", "1"), ("length", "4")).ToBytes()))),
        Graph("a tensor in 9 million pieces", writer => writer.Bytes(1, Pieces(9 * Million))),
        Graph("a tensor in 100 million pieces", writer => writer.Bytes(1, Pieces(100 * Million))),
        Graph("an attribute of 100 million packed integers", writer => writer.Bytes(1, new WireWriter().Bytes(5, new WireWriter().Bytes(8, new byte[100 * Million]).ToArray()).ToArray())),
        Graph("a shape in a million pieces", writer => writer.Bytes(11, Shapes(Million))),
        Graph("a million inputs", writer => Repeat(Million, index => writer.Bytes(11, new OnnxValue(Value(index), 1, 1, 2).ToBytes()))),
        Graph("199,000 inputs", writer => Repeat(199_000, index => writer.Bytes(11, new OnnxValue(Value(index)).ToBytes()))),
        Graph("a million numbers of ten bytes where one would do", writer => writer.Bytes(5, new WireWriter().Bytes(1, LongVarints(Million)).ToArray())),
        Graph("64 MiB of ten-byte numbers as data", writer => writer.Bytes(5, new WireWriter().Number(1, 6_700_000).Number(2, 7).Bytes(7, LongVarints(6_700_000)).ToArray())),
        Graph("a million fields that the schema does not have", writer => Repeat(Million, index => writer.Number(100, index))),
        Graph("a million nodes without content", writer => Repeat(Million, index => writer.Bytes(1, []))),
        Model("a million opset imports", writer => Repeat(Million, index => writer.Bytes(8, new WireWriter().Text(1, Value(index)).Number(2, index).ToArray()))),
        Model("49,000 opset imports", writer => Repeat(49_000, index => writer.Bytes(8, new WireWriter().Text(1, Value(index)).Number(2, index).ToArray()))),
        Model("a million metadata entries", writer => Repeat(Million, index => writer.Entries(14, [(Value(index), "v")]))),
        Model("48,000 metadata entries of 1 KiB", writer => Repeat(48_000, index => writer.Entries(14, [(Value(index), new string('A', 1024))]))),
        Model("metadata of 256 MiB", writer => writer.Entries(14, [("k", new string('A', 256 << 20))])),
        Model("100,000 functions, each calling the next twice", writer => Functions(writer, 100_000)),
        Model("9,000 functions, each calling the next twice", writer => Functions(writer, 9000)),
        Whole("40 functions, each calling the next twice, called by 1,000 nodes", writer => Calls(writer, 40, 1000)),
        Model("a function of 49,000 defaults, all wrong", writer => writer.Message(25, Defaults(49_000))),
        Graph("10,000 tensors of one name of 16 KiB, all wrong", writer => Repeat(10_000, index => writer.Bytes(5, new OnnxTensor(new string('n', 16384), 1, -1).ToBytes()))),
        Model("a million training steps", writer => Repeat(Million, index => writer.Bytes(20, []))),
        new HostileFile("an empty file", _ => { }),
        new HostileFile("a hole of 1 TiB", file => file.SetLength(1L << 40)),
    ];

    private static HostileFile Graph(string name, Action<WireWriter> content) => Whole(name, writer =>
    {
        WireWriter graph = new();
        content(graph);
        writer.Bytes(7, graph.ToArray());
    });

    private static HostileFile Model(string name, Action<WireWriter> content) => Whole(name, writer => content(writer.Bytes(7, Graph(Node("Relu", "x", "y")))));

    private static HostileFile Whole(string name, Action<WireWriter> content) => new(name, file =>
    {
        WireWriter writer = new WireWriter().Number(1, 8).Bytes(8, new WireWriter().Number(2, 17).ToArray());
        content(writer);
        file.Write(writer.ToArray());
    });

    /// <summary>A graph with one field of some bytes, which are a hole.</summary>
    private static HostileFile Claimed(string name, int field, long bytes) => new(name, file =>
    {
        byte[] head = new WireWriter().Head(field, bytes).ToArray();
        file.Write(new WireWriter().Number(1, 8).Head(7, head.Length + bytes).ToArray());
        file.Write(head);
        file.SetLength(file.Position + bytes);
    });

    private static void Repeat(int count, Action<int> write)
    {
        for (int index = 0; index < count; index++)
        {
            write(index);
        }
    }

    private static byte[] Node(string operation, string input, string output) => Node(operation, [input], output);

    private static byte[] Node(string operation, string[] inputs, string output) => new OnnxNode(operation, inputs, [output]).ToBytes();

    private static byte[] Graph(byte[] node) => new WireWriter().Bytes(1, node).ToArray();

    private static byte[] If(byte[] graph) => new WireWriter().Text(1, "c").Text(2, "z").Text(4, "If").Bytes(5, new WireWriter().Text(1, "then_branch").Bytes(6, graph).Number(20, 5).ToArray()).ToArray();

    private static string Value(int index) => string.Create(CultureInfo.InvariantCulture, $"v{index}");

    private static byte[] Attributes(int count)
    {
        WireWriter node = new WireWriter().Text(4, "Relu");
        Repeat(count, index => node.Bytes(5, OnnxAttribute.Int(Value(index), index).ToBytes()));
        return node.ToArray();
    }

    private static byte[] Nested(int levels)
    {
        // From the inside out; each level is the field before all that is deeper.
        List<byte[]> heads = [];
        long length = 0;
        foreach (int field in Enumerable.Range(0, levels).SelectMany(_ => new[] { 6, 5, 1 }))
        {
            heads.Add(new WireWriter().Head(field, length).ToArray());
            length += heads[^1].Length;
        }

        heads.Reverse();
        return [.. new WireWriter().Number(1, 8).Head(7, length).ToArray(), .. heads.SelectMany(head => head)];
    }

    private static byte[] Pieces(int count)
    {
        byte[] head = new WireWriter().Text(1, "value").Bytes(5, new WireWriter().Packed(1, Enumerable.Repeat(1L, 4000)).ToArray()).ToArray();
        byte[] attribute = new byte[head.Length + (2 * count)];
        head.CopyTo(attribute, 0);
        for (int at = head.Length; at < attribute.Length; at += 2)
        {
            attribute[at] = (5 << 3) | 2;
        }

        return new WireWriter().Text(4, "Constant").Bytes(5, attribute).ToArray();
    }

    private static byte[] Shapes(int count)
    {
        byte[] first = new WireWriter().Bytes(2, new WireWriter().Raw([.. Enumerable.Repeat(new byte[] { 0x0A, 0 }, 4000).SelectMany(dim => dim)]).ToArray()).ToArray();
        byte[] tensor = [.. first, .. Enumerable.Repeat(new byte[] { 0x12, 0 }, count).SelectMany(piece => piece)];
        return new WireWriter().Text(1, "x").Bytes(2, new WireWriter().Bytes(1, tensor).ToArray()).ToArray();
    }

    private static byte[] LongVarints(int count) =>
        [.. Enumerable.Repeat(new byte[] { 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 }, count).SelectMany(number => number)];

    private static void Functions(WireWriter writer, int count) => Repeat(count, index => writer.Message(25, new OnnxFunction(
        "d", $"f{index}", ["a"], ["b"],
        new OnnxNode($"f{index + 1}", ["a"], ["c"]) { Domain = "d" }, new OnnxNode($"f{index + 1}", ["c"], ["b"]) { Domain = "d" })));

    private static OnnxFunction Defaults(int count) => new("d", "f", [], [])
    {
        Defaults = [.. Enumerable.Range(0, count).Select(index => OnnxAttribute.Tensor(Value(index), new OnnxTensor(null, 1, -1)))],
    };

    private static void Calls(WireWriter writer, int functions, int nodes)
    {
        WireWriter graph = new();
        Repeat(nodes, index => graph.Message(1, new OnnxNode("f0", [Value(index)], [Value(index + 1)]) { Domain = "d" }));
        writer.Bytes(7, graph.ToArray());
        Functions(writer, functions);
    }
}
