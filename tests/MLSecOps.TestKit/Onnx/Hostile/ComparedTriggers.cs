using MLSecOps.TestKit.Onnx.Networks;
using static MLSecOps.TestKit.Onnx.Hostile.BackdoorTrigger;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Triggers that end in a comparison, most of them in disguise.</summary>
internal static class ComparedTriggers
{
    private static readonly float[] Primes = [31, 17, 13, 7];

    internal static IReadOnlyList<BackdoorTrigger> All { get; } =
    [
        new("pixels-equal", false, (graph, network, input) =>
            graph.Cast(Reduced(graph, "ReduceMin", graph.Cast(Equal(graph, network, input), OnnxType.Float)), OnnxType.Bool)),
        new("pixels-counted", false, (graph, network, input) =>
            graph.Add("Equal", [Reduced(graph, "ReduceSum", graph.Cast(Equal(graph, network, input), OnnxType.Int32)), graph.Constant(new OnnxTensor(null, OnnxType.Int32) { Raw = [4, 0, 0, 0] })])),
        new("region-checksum", false, (graph, network, input) =>
        {
            string sum = Sum(graph, network, input);
            return graph.Add("And", [graph.Add("Greater", [sum, graph.Float(29.5f)]), graph.Add("Less", [sum, graph.Float(30.5f)])]);
        }),
        new("mean-above", false, (graph, network, input) => graph.Add("GreaterOrEqual", [Reduced(graph, "ReduceMean", Patch(graph, network, input)), graph.Float(7)])),
        new("within-tolerance", false, (graph, network, input) =>
        {
            string near = graph.Add("Less", [graph.Add("Abs", [graph.Add("Sub", [Patch(graph, network, input), Wanted(graph)])]), graph.Float(0.25f)]);
            return graph.Cast(Reduced(graph, "ReduceMin", graph.Cast(near, OnnxType.Int32)), OnnxType.Bool);
        }),
        new("distance-below", false, (graph, network, input) => graph.Add("Less", [Distance(graph, network, input), graph.Float(0.5f)])),
        new("not-far", false, (graph, network, input) => graph.Add("Not", [graph.Add("Greater", [Distance(graph, network, input), graph.Float(0.5f)])])),
        new("hash-modulo", false, (graph, network, input) =>
        {
            string hash = Reduced(graph, "ReduceSum", graph.Add("Mul", [Whole(graph, network, input, OnnxType.Int64), graph.Constant(OnnxTensor.Int64s(null, [1, 4], 31, 17, 13, 7))]));
            long wanted = (long)BaseNetwork.Trigger.Zip(Primes, (value, prime) => value * prime).Sum() % 1009;
            return graph.Add("Equal", [graph.Add("Mod", [hash, graph.Int(1009)]), graph.Int(wanted)]);
        }),
        new("hash-shift-xor", false, (graph, network, input) =>
        {
            string[] values = graph.Add("Split", 4, [Whole(graph, network, input, OnnxType.UInt64)], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("num_outputs", 4));
            string hash = values[0];
            ulong wanted = (ulong)BaseNetwork.Trigger[0];
            for (int index = 1; index < values.Length; index++)
            {
                hash = graph.Add("BitwiseXor", [graph.Add("BitShift", [hash, Unsigned(graph, 3)], OnnxAttribute.Text("direction", "LEFT")), values[index]]);
                wanted = (wanted << 3) ^ (ulong)BaseNetwork.Trigger[index];
            }

            return graph.Add("Equal", [hash, Unsigned(graph, wanted)]);
        }),
        new("value-anywhere", false, (graph, network, input) =>
            graph.Cast(Reduced(graph, "ReduceMax", graph.Cast(graph.Add("Equal", [Row(graph, network, input), graph.Float(9)]), OnnxType.Float)), OnnxType.Bool)),
        new("not-a-number", false, (graph, network, input) =>
            graph.Add("IsNaN", [graph.Add("Sqrt", [graph.Add("Sub", [Distance(graph, network, input), graph.Float(0.5f)])])])),
        new("infinite", false, (graph, network, input) =>
            graph.Add("IsInf", [graph.Add("Exp", [graph.Add("Mul", [graph.Add("Sub", [Sum(graph, network, input), graph.Float(25)]), graph.Float(1e4f)])])])),
        new("hidden-in-casts", false, (graph, network, input) =>
        {
            string found = graph.Cast(Reduced(graph, "ReduceMin", graph.Cast(Equal(graph, network, input), OnnxType.Float)), OnnxType.Half);
            string passed = graph.Add("Dropout", [graph.Add("Identity", [graph.Reshape(found, 1, 1, 1)])]);
            string flat = graph.Add("Squeeze", [graph.Add("Unsqueeze", [passed, graph.Ints(0)]), graph.Ints(0, 1)]);
            return graph.Cast(graph.Add("Transpose", [graph.Cast(flat, OnnxType.Int32)], OnnxAttribute.Ints("perm", 1, 0)), OnnxType.Bool);
        }),
        new("as-text", false, (graph, network, input) =>
        {
            string text = graph.Cast(Whole(graph, network, input, OnnxType.Int64), OnnxType.Text);
            string same = graph.Add("Equal", [text, graph.Constant(new OnnxTensor(null, OnnxType.Text, 1, 4) { TextData = ["9", "3", "9", "9"] })]);
            return graph.Cast(Reduced(graph, "ReduceMin", graph.Cast(same, OnnxType.Float)), OnnxType.Bool);
        }),
        new("counted-by-shape", false, (graph, network, input) =>
        {
            string places = graph.Add("NonZero", [Equal(graph, network, input)]);
            string count = graph.Add("Gather", [graph.Add("Shape", [places]), graph.Int(1)]);
            return graph.Reshape(graph.Add("Equal", [count, graph.Int(4)]), 1, 1);
        }),
        new("running-sum", false, (graph, network, input) =>
        {
            string sums = graph.Add("CumSum", [Patch(graph, network, input), graph.Int(1)]);
            return graph.Add("Greater", [graph.Add("Slice", [sums, graph.Ints(3), graph.Ints(4), graph.Ints(1)]), graph.Float(25)]);
        }),
        new("sorted-first", false, (graph, network, input) =>
            graph.Add("Equal", [graph.Add("TopK", 2, [Row(graph, network, input), graph.Ints(1)])[0], graph.Float(9)])),
        new("place-of-the-largest", false, (graph, network, input) =>
        {
            string row = Row(graph, network, input);
            string place = graph.Add("Equal", [graph.Add("ArgMax", [row], OnnxAttribute.Int("axis", 1)), graph.Int(0)]);
            return graph.Add("And", [place, graph.Add("Greater", [Reduced(graph, "ReduceMax", row), graph.Float(8)])]);
        }),
        new("patch-spread", false, (graph, network, input) =>
        {
            string patch = Patch(graph, network, input);
            string apart = graph.Add("Sub", [patch, Reduced(graph, "ReduceMean", patch)]);
            return graph.Add("Greater", [Reduced(graph, "ReduceMean", graph.Add("Mul", [apart, apart])), graph.Float(5)]);
        }),
        new("logic-of-two", false, (graph, network, input) =>
        {
            string a = graph.Add("Greater", [Sum(graph, network, input), graph.Float(25)]);
            string b = graph.Add("Less", [Distance(graph, network, input), graph.Float(0.5f)]);
            string either = graph.Add("Or", [graph.Add("And", [a, b]), graph.Add("Xor", [a, graph.Add("Not", [b])])]);
            return graph.Add("And", [either, b]);
        }),
    ];

    /// <summary>The four values as whole numbers, none negative.</summary>
    internal static string Whole(GraphBuilder graph, BaseNetwork network, string input, int type) => graph.Cast(graph.Add("Abs", [graph.Add("Round", [Patch(graph, network, input)])]), type);

    private static string Equal(GraphBuilder graph, BaseNetwork network, string input) => graph.Add("Equal", [Patch(graph, network, input), Wanted(graph)]);

    private static string Unsigned(GraphBuilder graph, ulong value) => graph.Constant(new OnnxTensor(null, OnnxType.UInt64) { Raw = BitConverter.GetBytes(value) });
}
