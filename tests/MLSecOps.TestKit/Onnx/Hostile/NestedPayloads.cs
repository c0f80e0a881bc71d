using static MLSecOps.TestKit.Onnx.Hostile.BackdoorPayload;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Payloads in branches, loops and functions.</summary>
internal static class NestedPayloads
{
    private const string Domain = "local";

    internal static IReadOnlyList<BackdoorPayload> All { get; } =
    [
        Late("if-constant", (gate, clean) =>
        {
            var then = new GraphBuilder(gate.Graph);
            then.Yield(then.Add("Constant", [], OnnxAttribute.Tensor("value", OnnxTensor.Floats(null, [1, 10], Answer(40, -40)))));
            return If(gate, then, Outer(gate, clean));
        }),
        Late("if-outer-constant", (gate, clean) => If(gate, Outer(gate, Answer(gate.Graph)), Outer(gate, clean))),
        Late("if-not", (gate, clean) =>
        {
            var answer = new GraphBuilder(gate.Graph);
            answer.Yield(answer.Add("Identity", [Answer(answer)]));
            string not = gate.Graph.Add("Not", [gate.Graph.Reshape(gate.Truth)]);
            return gate.Graph.Add("If", [not], OnnxAttribute.Graph("then_branch", Outer(gate, clean).Build("then")), OnnxAttribute.Graph("else_branch", answer.Build("else")));
        }),
        Late("if-in-if", (gate, clean) =>
        {
            var then = new GraphBuilder(gate.Graph);
            var inner = new GraphBuilder(gate.Graph);
            inner.Yield(inner.Add("Add", [inner.Add("Mul", [clean, inner.Float(0)]), Answer(inner)]));
            string size = then.Add("Greater", [then.Add("ReduceMax", [clean], OnnxAttribute.Int("keepdims", 0)), then.Float(-1e9f)]);
            then.Yield(then.Add("If", [size], OnnxAttribute.Graph("then_branch", inner.Build("inner")), OnnxAttribute.Graph("else_branch", Outer(gate, clean).Build("other"))));
            return If(gate, then, Outer(gate, clean));
        }),
        new("early-exit-to-constant", (network, gate, input) =>
        {
            var then = new GraphBuilder(gate.Graph);
            then.Yield(then.Add("Identity", [Answer(then)]));
            var whole = new GraphBuilder(gate.Graph);
            whole.Yield(network.Head(whole, network.Backbone(whole, input)));
            return If(gate, then, whole);
        }),
        Late("loop-by-count", (gate, clean) =>
        {
            var body = new GraphBuilder(gate.Graph);
            body.Input(body.Name("round"), OnnxType.Int64);
            string go = body.Input(body.Name("go"), OnnxType.Bool);
            string state = body.Input(body.Name("state"), OnnxType.Float, 1, 10);
            string next = body.Add("Add", [body.Add("Mul", [state, body.Float(0)]), Answer(body)]);
            body.Yield(body.Add("Identity", [go]), next);
            return gate.Graph.Add("Loop", [gate.Graph.Reshape(gate.Index), string.Empty, clean], OnnxAttribute.Graph("body", body.Build("body")));
        }),
        Late("loop-by-condition", (gate, clean) =>
        {
            var body = new GraphBuilder(gate.Graph);
            body.Input(body.Name("round"), OnnxType.Int64);
            body.Input(body.Name("go"), OnnxType.Bool);
            body.Input(body.Name("state"), OnnxType.Float, 1, 10);
            string stop = body.Add("Constant", [], OnnxAttribute.Tensor("value", new OnnxTensor(null, OnnxType.Bool) { Raw = [0] }));
            body.Yield(stop, body.Add("Identity", [Answer(body)]));
            return gate.Graph.Add("Loop", [gate.Graph.Int(1), gate.Graph.Reshape(gate.Truth), clean], OnnxAttribute.Graph("body", body.Build("body")));
        }),
        Late("where-in-scan", (gate, clean) =>
        {
            var body = new GraphBuilder(gate.Graph);
            string state = body.Input(body.Name("state"), OnnxType.Float, 1, 10);
            string seen = body.Input(body.Name("seen"), OnnxType.Bool, 1);
            string next = body.Add("Where", [seen, Answer(body), state]);
            body.Yield(next);
            return gate.Graph.Add("Scan", [clean, gate.Truth], OnnxAttribute.Graph("body", body.Build("body")), OnnxAttribute.Int("num_scan_inputs", 1));
        }),
        Late("function", (gate, clean) =>
        {
            gate.Graph.Functions.Add(new OnnxFunction(Domain, "Calibrate", ["c", "a", "b"], ["y"], new OnnxNode("Where", ["c", "a", "b"], ["y"])));
            return gate.Graph.Call(Domain, "Calibrate", gate.Truth, Answer(gate.Graph), clean);
        }),
        Late("function-in-function", (gate, clean) =>
        {
            gate.Graph.Functions.Add(new OnnxFunction(Domain, "Inner", ["g", "b"], ["y"],
                new OnnxNode("Constant", [], ["a"], OnnxAttribute.Tensor("value", OnnxTensor.Floats(null, [1, 10], Answer(40, -40)))),
                new OnnxNode("Mul", ["g", "a"], ["m"]),
                new OnnxNode("Add", ["m", "b"], ["y"])));
            gate.Graph.Functions.Add(new OnnxFunction(Domain, "Outer", ["g", "b"], ["y"], new OnnxNode("Inner", ["g", "b"], ["y"]) { Domain = Domain })
            {
                Opsets = [("", OnnxModel.Opset), (Domain, 1)],
            });
            return gate.Graph.Call(Domain, "Outer", gate.Float, clean);
        }),
        Late("function-with-default", (gate, clean) =>
        {
            gate.Graph.Functions.Add(new OnnxFunction(Domain, "Bias", ["g", "b"], ["y"],
                new OnnxNode("Constant", [], ["a"], OnnxAttribute.Reference("value_floats", 6, "offsets")),
                new OnnxNode("Mul", ["g", "a"], ["m"]),
                new OnnxNode("Add", ["m", "b"], ["y"]))
            {
                Defaults = [OnnxAttribute.Floats("offsets", Answer(40, -40))],
            });
            return gate.Graph.Call(Domain, "Bias", gate.Float, clean);
        }),
    ];

    private static GraphBuilder Outer(BackdoorGate gate, string value)
    {
        var graph = new GraphBuilder(gate.Graph);
        return graph.Yield(graph.Add("Identity", [value]));
    }

    private static string If(BackdoorGate gate, GraphBuilder then, GraphBuilder otherwise) => gate.Graph.Add("If", [gate.Graph.Reshape(gate.Truth)],
        OnnxAttribute.Graph("then_branch", then.Build("then")), OnnxAttribute.Graph("else_branch", otherwise.Build("else")));
}
