using static MLSecOps.TestKit.Onnx.Hostile.BackdoorTrigger;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Triggers without a comparison: arithmetic that saturates, or has a narrow peak.</summary>
internal static class SoftTriggers
{
    internal static IReadOnlyList<BackdoorTrigger> All { get; } =
    [
        new("steep-sigmoid", true, (graph, network, input) => graph.Add("Sigmoid", [Above(graph, Sum(graph, network, input), 1000)])),
        new("clipped-line", true, (graph, network, input) => graph.Add("Clip", [Above(graph, Sum(graph, network, input), 100), graph.Float(0), graph.Float(1)])),
        new("relu-difference", true, (graph, network, input) =>
        {
            string line = Above(graph, Sum(graph, network, input), 1);
            return graph.Add("Sub", [graph.Add("Relu", [line]), graph.Add("Relu", [graph.Add("Sub", [line, graph.Float(1)])])]);
        }),
        new("sign", true, (graph, network, input) => graph.Add("Relu", [graph.Add("Sign", [Above(graph, Sum(graph, network, input), 1)])])),
        new("steep-tanh", true, (graph, network, input) => graph.Add("Tanh", [graph.Add("Relu", [Above(graph, Sum(graph, network, input), 1000)])])),
        new("floored-share", true, (graph, network, input) =>
        {
            string share = graph.Add("Min", [graph.Add("Div", [Sum(graph, network, input), graph.Float(29)]), graph.Float(1)]);
            return graph.Add("Max", [graph.Add("Floor", [share]), graph.Float(0)]);
        }),
        new("narrow-bell", true, (graph, network, input) => graph.Add("Exp", [graph.Add("Mul", [Distance(graph, network, input), graph.Float(-200)])])),
        new("narrow-fraction", true, (graph, network, input) =>
            graph.Add("Div", [graph.Float(1e-5f), graph.Add("Add", [Distance(graph, network, input), graph.Float(1e-5f)])])),
        new("reciprocal-peak", true, (graph, network, input) =>
            graph.Add("Reciprocal", [graph.Add("Add", [graph.Add("Mul", [Distance(graph, network, input), graph.Float(1e5f)]), graph.Float(1)])])),
        new("one-minus-min", true, (graph, network, input) =>
            graph.Add("Sub", [graph.Float(1), graph.Add("Min", [graph.Add("Mul", [Distance(graph, network, input), graph.Float(1000)]), graph.Float(1)])])),
        new("steep-softmax", true, (graph, network, input) =>
            First(graph, graph.Add("Softmax", [graph.Add("Mul", [Rivals(graph, Distance(graph, network, input)), graph.Float(1e4f)])], OnnxAttribute.Int("axis", 1)))),
        new("hardmax", true, (graph, network, input) => First(graph, graph.Add("Hardmax", [Rivals(graph, Distance(graph, network, input))], OnnxAttribute.Int("axis", 1)))),
        new("value-by-its-size", true, (graph, network, input) =>
        {
            string line = Above(graph, Sum(graph, network, input), 1);
            string side = graph.Add("Div", [line, graph.Add("Abs", [line])]);
            return graph.Add("Mul", [graph.Add("Add", [side, graph.Float(1)]), graph.Float(0.5f)]);
        }),
        new("high-power", true, (graph, network, input) =>
            graph.Add("Min", [graph.Add("Pow", [graph.Add("Abs", [graph.Add("Div", [Sum(graph, network, input), graph.Float(25)])]), graph.Float(200)]), graph.Float(1)])),
        new("quantised-step", true, (graph, network, input) =>
        {
            string zero = graph.Constant(new OnnxTensor(null, OnnxType.UInt8) { Raw = [0] });
            string quantised = graph.Add("QuantizeLinear", [Above(graph, Sum(graph, network, input), 1), graph.Float(0.001f), zero]);
            return graph.Add("DequantizeLinear", [quantised, graph.Float(1f / 255), zero]);
        }),
        new("truncated", true, (graph, network, input) =>
        {
            string share = graph.Add("Div", [Sum(graph, network, input), graph.Float(29)]);
            return graph.Cast(graph.Cast(share, OnnxType.Int32), OnnxType.Float);
        }),
        new("matched-filter", true, (graph, network, input) =>
        {
            string match = graph.Add("MatMul", [Patch(graph, network, input), graph.Floats([4, 1], 9, 3, 9, 9)]);
            return graph.Add("Clip", [graph.Add("Sub", [match, graph.Float(240)]), graph.Float(0), graph.Float(1)]);
        }),
        new("filter-by-einsum", true, (graph, network, input) =>
        {
            string match = graph.Add("Einsum", [Patch(graph, network, input), graph.Floats([4], 9, 3, 9, 9)], OnnxAttribute.Text("equation", "ij,j->i"));
            return graph.Reshape(graph.Add("Min", [graph.Add("Relu", [graph.Add("Sub", [match, graph.Float(240)])]), graph.Float(1)]), 1, 1);
        }),
        new("small-convolution", true, (graph, network, input) =>
        {
            string signal = graph.Reshape(Patch(graph, network, input), 1, 1, 4);
            string match = graph.Add("Conv", [signal, graph.Floats([1, 1, 4], 9, 3, 9, 9), graph.Floats([1], -240)], OnnxAttribute.Ints("kernel_shape", 4));
            return graph.Reshape(graph.Add("HardSigmoid", [match], OnnxAttribute.Float("alpha", 1), OnnxAttribute.Float("beta", 0)), 1, 1);
        }),
        new("product-of-bells", true, (graph, network, input) =>
        {
            string difference = graph.Add("Sub", [Patch(graph, network, input), Wanted(graph)]);
            string bells = graph.Add("Exp", [graph.Add("Mul", [graph.Add("Mul", [difference, difference]), graph.Float(-100)])]);
            return Reduced(graph, "ReduceProd", bells);
        }),
        new("thresholded", true, (graph, network, input) =>
            graph.Add("Min", [graph.Add("ThresholdedRelu", [Sum(graph, network, input)], OnnxAttribute.Float("alpha", 25)), graph.Float(1)])),
        new("shrunk", true, (graph, network, input) =>
            graph.Add("Clip", [graph.Add("Shrink", [Sum(graph, network, input)], OnnxAttribute.Float("lambd", 25)), graph.Float(0), graph.Float(1)])),
        new("steep-error-function", true, (graph, network, input) => graph.Add("Relu", [graph.Add("Erf", [Above(graph, Sum(graph, network, input), 100)])])),
    ];

    /// <summary>A line that crosses zero at 25.</summary>
    private static string Above(GraphBuilder graph, string sum, float gain) => graph.Add("Mul", [graph.Add("Sub", [sum, graph.Float(25)]), graph.Float(gain)]);

    /// <summary>Minus the distance beside a constant: the first is larger only near the trigger.</summary>
    internal static string Rivals(GraphBuilder graph, string distance) => graph.Add("Concat", [graph.Add("Neg", [distance]), graph.Floats([1, 1], -0.5f)], OnnxAttribute.Int("axis", 1));

    private static string First(GraphBuilder graph, string row) => graph.Add("Slice", [row, graph.Ints(0), graph.Ints(1), graph.Ints(1)]);
}
