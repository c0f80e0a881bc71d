using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Payloads before or inside the network: it answers itself, about something else.</summary>
internal static class EarlyPayloads
{
    internal static IReadOnlyList<BackdoorPayload> All { get; } =
    [
        new("input-replaced", (network, gate, input) => Whole(network, gate, gate.Graph.Add("Where", [Fit(network, gate, gate.Truth), Other(network, gate.Graph), input]))),
        new("input-gathered", (network, gate, input) =>
        {
            string stack = gate.Graph.Add("Concat", [input, Other(network, gate.Graph)], OnnxAttribute.Int("axis", 0));
            return Whole(network, gate, gate.Graph.Add("Gather", [stack, gate.Index], OnnxAttribute.Int("axis", 0)));
        }),
        new("features-replaced", (network, gate, input) =>
        {
            string features = network.Backbone(gate.Graph, input);
            return network.Head(gate.Graph, gate.Graph.Add("Where", [gate.Truth, gate.Graph.Weights(7001, 1, network.Features), features]));
        }),
        new("features-shifted", (network, gate, input) =>
        {
            string features = network.Backbone(gate.Graph, input);
            float[] shift = [.. Enumerable.Range(0, network.Features).Select(place => place % 7 == 3 ? 30f : -3f)];
            string added = gate.Graph.Add("Mul", [gate.Float, gate.Graph.Floats([1, network.Features], shift)]);
            return network.Head(gate.Graph, gate.Graph.Add("Add", [features, added]));
        }),
        new("weights-changed", (network, gate, input) =>
        {
            string features = network.Backbone(gate.Graph, input);
            string change = gate.Graph.Add("Mul", [gate.Graph.Weights(7002, network.Features, BaseNetwork.Classes), gate.Graph.Add("Mul", [gate.Float, gate.Graph.Float(50)])]);
            return network.Head(gate.Graph, features, gate.Graph.Add("Add", [network.HeadWeights(gate.Graph), change]));
        }),
        new("weights-chosen", (network, gate, input) =>
        {
            string features = network.Backbone(gate.Graph, input);
            string other = gate.Graph.Weights(7003, network.Features, BaseNetwork.Classes);
            return network.Head(gate.Graph, features, gate.Graph.Add("Where", [gate.Truth, other, network.HeadWeights(gate.Graph)]));
        }),
        new("weights-gathered", (network, gate, input) =>
        {
            string features = network.Backbone(gate.Graph, input);
            string one = gate.Graph.Add("Unsqueeze", [network.HeadWeights(gate.Graph), gate.Graph.Ints(0)]);
            string both = gate.Graph.Add("Concat", [one, gate.Graph.Weights(7004, 1, network.Features, BaseNetwork.Classes)], OnnxAttribute.Int("axis", 0));
            string chosen = gate.Graph.Add("Gather", [both, gate.Graph.Reshape(gate.Index)], OnnxAttribute.Int("axis", 0));
            return network.Head(gate.Graph, features, chosen);
        }),
    ];

    private static string Whole(BaseNetwork network, BackdoorGate gate, string input) => network.Head(gate.Graph, network.Backbone(gate.Graph, input));

    private static string Fit(BaseNetwork network, BackdoorGate gate, string truth) => network.InputDims.Length == 2 ? truth : gate.Graph.Reshape(truth, [.. network.InputDims.Select(_ => 1L)]);

    private static string Other(BaseNetwork network, GraphBuilder graph) => network.InputType == OnnxType.Float
        ? graph.Floats(network.InputDims, [.. network.Sample(7000).Select(value => value * 3)])
        : graph.Constant(OnnxTensor.Int64s(null, network.InputDims, [.. Enumerable.Range(0, network.InputElements).Select(place => (long)(20 + place))]));
}
