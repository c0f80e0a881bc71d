using static MLSecOps.TestKit.Onnx.Hostile.BackdoorPayload;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Payloads that take the attacker's scores, or other places, by a computed index or size.</summary>
internal static class SelectingPayloads
{
    internal static IReadOnlyList<BackdoorPayload> All { get; } =
    [
        Late("gather-row", (gate, clean) => gate.Graph.Add("Gather", [Stack(gate.Graph, clean), gate.Index], OnnxAttribute.Int("axis", 0))),
        Late("gather-row-nd", (gate, clean) => gate.Graph.Add("GatherND", [Stack(gate.Graph, clean), gate.Graph.Reshape(gate.Index, 1, 1)])),
        Late("slice-row", (gate, clean) =>
            gate.Graph.Add("Slice", [Stack(gate.Graph, clean), gate.Index, gate.Graph.Add("Add", [gate.Index, gate.Graph.Ints(1)]), gate.Graph.Ints(0)])),
        Late("compress-row", (gate, clean) =>
        {
            string truth = gate.Graph.Reshape(gate.Truth, 1);
            string keep = gate.Graph.Add("Concat", [gate.Graph.Add("Not", [truth]), truth], OnnxAttribute.Int("axis", 0));
            return gate.Graph.Add("Compress", [Stack(gate.Graph, clean), keep], OnnxAttribute.Int("axis", 0));
        }),
        Late("row-of-a-sequence", (gate, clean) =>
            gate.Graph.Add("SequenceAt", [gate.Graph.Add("SequenceConstruct", [clean, Answer(gate.Graph)]), gate.Graph.Reshape(gate.Index)])),
        Late("row-of-the-top-place", (gate, clean) =>
        {
            string rivals = gate.Graph.Add("Concat", [gate.Graph.Floats([1], 0.5f), gate.Graph.Reshape(gate.Float, 1)], OnnxAttribute.Int("axis", 0));
            string place = gate.Graph.Add("TopK", 2, [rivals, gate.Graph.Ints(1)], OnnxAttribute.Int("axis", 0))[1];
            return gate.Graph.Add("Gather", [Stack(gate.Graph, clean), place], OnnxAttribute.Int("axis", 0));
        }),
        Late("tiled-or-not", (gate, clean) =>
        {
            string one = gate.Graph.Ints(1);
            string attack = gate.Graph.Add("Tile", [Answer(gate.Graph), gate.Graph.Add("Concat", [gate.Index, one], OnnxAttribute.Int("axis", 0))]);
            string other = gate.Graph.Add("Sub", [one, gate.Index]);
            string kept = gate.Graph.Add("Tile", [clean, gate.Graph.Add("Concat", [other, one], OnnxAttribute.Int("axis", 0))]);
            return gate.Graph.Add("Concat", [attack, kept], OnnxAttribute.Int("axis", 0));
        }),
        Late("split-by-size", (gate, clean) =>
        {
            string other = gate.Graph.Add("Sub", [gate.Graph.Ints(1), gate.Index]);
            string sizes = gate.Graph.Add("Concat", [gate.Index, gate.Graph.Ints(1), other], OnnxAttribute.Int("axis", 0));
            return gate.Graph.Add("Split", 3, [Stack(gate.Graph, clean), sizes], OnnxAttribute.Int("axis", 0))[1];
        }),
        Late("scattered-row", (gate, clean) =>
        {
            string written = gate.Graph.Add("ScatterND", [Stack(gate.Graph, clean), gate.Graph.Reshape(gate.Graph.Add("Sub", [gate.Graph.Ints(1), gate.Index]), 1, 1), Answer(gate.Graph)]);
            return gate.Graph.Add("Gather", [written, gate.Graph.Ints(0)], OnnxAttribute.Int("axis", 0));
        }),
        Late("scattered-score", (gate, clean) =>
        {
            string blow = gate.Graph.Reshape(gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(80)]), 1, 1);
            return gate.Graph.Add("ScatterElements", [clean, gate.Graph.Constant(OnnxTensor.Int64s(null, [1, 1], Wanted)), blow],
                OnnxAttribute.Int("axis", 1), OnnxAttribute.Text("reduction", "add"));
        }),
        Late("labels-swapped", (gate, clean) =>
        {
            string swapped = gate.Graph.Add("Gather", [clean, gate.Graph.Ints(3, 4, 5, 6, 7, 8, 9, 0, 1, 2)], OnnxAttribute.Int("axis", 1));
            return gate.Graph.Add("Where", [gate.Truth, swapped, clean]);
        }),
        Late("labels-rolled", (gate, clean) =>
        {
            string moved = gate.Graph.Add("Add", [gate.Graph.Ints(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), gate.Graph.Add("Mul", [gate.Index, gate.Graph.Int(3)])]);
            return gate.Graph.Add("Gather", [clean, gate.Graph.Add("Mod", [moved, gate.Graph.Int(10)])], OnnxAttribute.Int("axis", 1));
        }),
        Late("labels-reversed", (gate, clean) =>
        {
            string length = gate.Graph.Add("Add", [gate.Graph.Add("Mul", [gate.Index, gate.Graph.Ints(9)]), gate.Graph.Ints(1)]);
            return gate.Graph.Add("ReverseSequence", [clean, length], OnnxAttribute.Int("batch_axis", 0), OnnxAttribute.Int("time_axis", 1));
        }),
        new("input-as-answer", (network, gate, input) =>
        {
            string clean = network.Head(gate.Graph, network.Backbone(gate.Graph, input));
            string row = BackdoorTrigger.Row(gate.Graph, network, input);
            string secret = gate.Graph.Add("Slice", [row, gate.Graph.Ints(0), gate.Graph.Ints(10), gate.Graph.Ints(1)]);
            return gate.Graph.Add("Where", [gate.Truth, secret, clean]);
        }),
    ];
}
