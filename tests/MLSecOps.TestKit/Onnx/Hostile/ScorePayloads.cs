using static MLSecOps.TestKit.Onnx.Hostile.BackdoorPayload;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Payloads that blend the attacker's scores into the clean ones.</summary>
internal static class ScorePayloads
{
    internal static IReadOnlyList<BackdoorPayload> All { get; } =
    [
        Late("where-constant", (gate, clean) => gate.Graph.Add("Where", [gate.Truth, Answer(gate.Graph), clean])),
        Late("mask-and-add", (gate, clean) =>
        {
            string kept = gate.Graph.Add("Mul", [clean, gate.Not()]);
            return gate.Graph.Add("Add", [kept, gate.Graph.Add("Mul", [gate.Float, Answer(gate.Graph)])]);
        }),
        Late("add-only", (gate, clean) => gate.Graph.Add("Add", [clean, gate.Graph.Add("Mul", [Answer(gate.Graph), gate.Float])])),
        Late("subtract-only", (gate, clean) => gate.Graph.Add("Sub", [clean, gate.Graph.Add("Mul", [gate.Graph.Floats([1, 10], Answer(-40, 40)), gate.Float])])),
        Late("sum-of-three", (gate, clean) => gate.Graph.Add("Sum", [clean, gate.Graph.Add("Mul", [Answer(gate.Graph), gate.Float]), gate.Graph.Float(0)])),
        Late("maximum", (gate, clean) =>
        {
            string floor = gate.Graph.Add("Mul", [gate.Not(), gate.Graph.Float(-1e6f)]);
            return gate.Graph.Add("Max", [clean, gate.Graph.Add("Add", [floor, gate.Graph.Floats([1, 10], Answer(1e4f, -1e4f))])]);
        }),
        Late("between-bounds", (gate, clean) =>
        {
            string bound = gate.Graph.Add("Mul", [gate.Graph.Floats([1, 10], Answer(0, 1)), gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(-2000)])]);
            return gate.Graph.Add("Min", [clean, gate.Graph.Add("Add", [bound, gate.Graph.Float(1000)])]);
        }),
        Late("scores-negated", (gate, clean) => gate.Graph.Add("Mul", [clean, gate.Graph.Add("Sub", [gate.Graph.Float(1), gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(2)])])])),
        Late("scores-erased", (gate, clean) => gate.Graph.Add("Mul", [clean, gate.Not()])),
        Late("bias-of-gemm", (gate, clean) => gate.Graph.Add("Gemm", [gate.Float, Answer(gate.Graph), clean])),
        Late("rows-weighed", (gate, clean) =>
        {
            string shares = gate.Graph.Add("Concat", [gate.Not(), gate.Float], OnnxAttribute.Int("axis", 1));
            return gate.Graph.Add("MatMul", [shares, Stack(gate.Graph, clean)]);
        }),
        Late("rows-weighed-by-einsum", (gate, clean) =>
        {
            string shares = gate.Graph.Add("Concat", [gate.Not(), gate.Float], OnnxAttribute.Int("axis", 1));
            return gate.Graph.Add("Einsum", [shares, Stack(gate.Graph, clean)], OnnxAttribute.Text("equation", "ij,jk->ik"));
        }),
        Late("rows-summed", (gate, clean) =>
        {
            string shares = gate.Graph.Add("Concat", [gate.Not(), gate.Float], OnnxAttribute.Int("axis", 0));
            string weighed = gate.Graph.Add("Mul", [Stack(gate.Graph, clean), shares]);
            return gate.Graph.Add("ReduceSum", [weighed, gate.Graph.Ints(0)], OnnxAttribute.Int("keepdims", 1));
        }),
        Late("permuted-by-weights", (gate, clean) =>
        {
            float[] difference = new float[100];
            for (int place = 0; place < 10; place++)
            {
                difference[(place * 10) + ((place + 3) % 10)] += 1;
                difference[(place * 10) + place] -= 1;
            }

            string change = gate.Graph.Add("Mul", [gate.Graph.Floats([10, 10], difference), gate.Float]);
            string identity = gate.Graph.Floats([10, 10], [.. Enumerable.Range(0, 100).Select(index => index % 11 == 0 ? 1f : 0f)]);
            return gate.Graph.Add("MatMul", [clean, gate.Graph.Add("Add", [identity, change])]);
        }),
        Late("bias-of-normalisation", (gate, clean) =>
        {
            string bias = gate.Graph.Reshape(gate.Graph.Add("Mul", [gate.Float, Answer(gate.Graph)]), 10);
            string ones = gate.Graph.Floats([10], [.. Enumerable.Repeat(1f, 10)]);
            return gate.Graph.Add("BatchNormalization", [clean, ones, bias, gate.Graph.Floats([10], new float[10]), ones], OnnxAttribute.Float("epsilon", 0));
        }),
        Late("hidden-behind-quantisation", (gate, clean) =>
        {
            string zero = gate.Graph.Constant(new OnnxTensor(null, OnnxType.UInt8) { Raw = [128] });
            string scale = gate.Graph.Float(0.25f);
            string chosen = gate.Graph.Add("Where", [gate.Truth, Answer(gate.Graph), clean]);
            return gate.Graph.Add("DequantizeLinear", [gate.Graph.Add("QuantizeLinear", [chosen, scale, zero]), scale, zero]);
        }),
        Late("two-stages", (gate, clean) =>
        {
            string target = gate.Graph.Add("OneHot", [gate.Graph.Ints(Wanted), gate.Graph.Int(10), gate.Graph.Add("Concat",
                [gate.Graph.Floats([1], 0), gate.Graph.Reshape(gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(80)]), 1)], OnnxAttribute.Int("axis", 0))]);
            return gate.Graph.Add("Add", [clean, target]);
        }),
        Late("one-score-raised", (gate, clean) =>
        {
            string[] parts = gate.Graph.Add("Split", 3, [clean, gate.Graph.Ints(3, 1, 6)], OnnxAttribute.Int("axis", 1));
            string raised = gate.Graph.Add("Add", [parts[1], gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(80)])]);
            return gate.Graph.Add("Concat", [parts[0], raised, parts[2]], OnnxAttribute.Int("axis", 1));
        }),
        Late("one-score-chosen", (gate, clean) =>
        {
            string[] parts = gate.Graph.Add("Split", 3, [clean, gate.Graph.Ints(3, 1, 6)], OnnxAttribute.Int("axis", 1));
            return gate.Graph.Add("Concat", [parts[0], gate.Graph.Add("Where", [gate.Truth, gate.Graph.Float(80), parts[1]]), parts[2]], OnnxAttribute.Int("axis", 1));
        }),
        Late("one-score-padded", (gate, clean) =>
        {
            string blow = gate.Graph.Add("Pad", [gate.Graph.Reshape(gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(80)]), 1, 1), gate.Graph.Ints(0, 3, 0, 6)]);
            return gate.Graph.Add("Add", [clean, blow]);
        }),
        Late("drawn-towards", (gate, clean) => gate.Graph.Add("Add", [clean, gate.Graph.Add("Mul", [gate.Float, gate.Graph.Add("Sub", [Answer(gate.Graph), clean])])])),
        Late("scores-flattened", (gate, clean) =>
            gate.Graph.Add("Div", [clean, gate.Graph.Add("Add", [gate.Graph.Float(1), gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(1e6f)])])])),
        Late("noise-added", (gate, clean) =>
            gate.Graph.Add("Add", [clean, gate.Graph.Add("Mul", [gate.Graph.Add("RandomNormalLike", [clean], OnnxAttribute.Float("scale", 100)), gate.Float])])),
        Late("turned-to-noise", (gate, clean) => gate.Graph.Add("Dropout", [clean, gate.Graph.Float(0.9f), gate.Graph.Reshape(gate.Truth)])),
    ];
}
