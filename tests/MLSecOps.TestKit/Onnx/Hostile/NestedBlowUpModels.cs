namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>DIM-BOMB through branches, loops and functions.</summary>
internal static class NestedBlowUpModels
{
    private const long Many = 100_000;

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("in-a-branch", graph => Carrier.Branch(graph, inner => inner.Add("ConstantOfShape", [inner.Ints(Many, Many)]))),
        Of("in-a-branch-with-the-shape-outside", graph =>
        {
            string shape = graph.Ints(Many, Many);
            Carrier.Branch(graph, inner => inner.Add("ConstantOfShape", [shape]));
        }),
        Of("grown-outside-a-branch", graph =>
        {
            string column = graph.Add("ConstantOfShape", [graph.Ints(Many, 1)]);
            Carrier.Branch(graph, inner => inner.Add("Add", [column, inner.Add("ConstantOfShape", [inner.Ints(1, Many)])]));
        }),
        new("in-a-function", "DIM-BOMB", () => Carrier.Function(
            new OnnxFunction("local", "Fill", ["s"], ["y"], new OnnxNode("ConstantOfShape", ["s"], ["y"])), graph => graph.Ints(Many, Many))),
        new("in-a-function-by-an-attribute", "DIM-BOMB", () => Carrier.Nodes(graph =>
        {
            graph.Functions.Add(new OnnxFunction(
                "local", "Fill", ["a"], ["y"], new OnnxNode("Constant", [], ["s"], OnnxAttribute.Reference("value_ints", 7, "shape")), new OnnxNode("ConstantOfShape", ["s"], ["y"])) { Attributes = ["shape"] });
            graph.Add(new OnnxNode("Fill", ["x"], ["filled"], OnnxAttribute.Ints("shape", Many, Many)) { Domain = "local" });
        })),
        new("shape-from-a-function", "DIM-BOMB", () => Carrier.Nodes(graph =>
        {
            graph.Functions.Add(new OnnxFunction("local", "Square", ["a"], ["b"], new OnnxNode("Mul", ["a", "a"], ["b"])));
            graph.Add("ConstantOfShape", [graph.Call("local", "Square", graph.Call("local", "Square", graph.Ints(1000)))]);
        })),
        Of("loop-without-end", graph => Loop(graph, "", (body, _, condition, carried) => (condition, carried))),
        Of("loop-of-very-many-rounds", graph => Loop(graph, graph.Int(1L << 40), (body, _, condition, carried) => (condition, carried))),
        Of("loop-whose-condition-stands-outside", graph =>
        {
            string forever = graph.Constant(new OnnxTensor(null, OnnxType.Bool) { Raw = [1] });
            Loop(graph, "", (body, _, _, carried) => (body.Add("Identity", [forever]), carried));
        }),
        Of("loop-while-not-false", graph => Loop(graph, "", (body, _, _, carried) =>
            (body.Add("Not", [body.Constant(new OnnxTensor(null, OnnxType.Bool) { Raw = [0] })]), carried))),
        Of("loop-while-one-is-one", graph => Loop(graph, "", (body, _, _, carried) => (body.Add("Equal", [body.Int(1), body.Int(1)]), carried))),
        Of("loop-until-a-far-number", graph => Loop(graph, "", (body, step, _, carried) => (body.Add("Less", [step, body.Int(1L << 50)]), carried))),
        Of("loop-while-anything-or-true", graph => Loop(graph, "", (body, _, _, carried) =>
            (body.Add("Or", [body.Cast(carried, OnnxType.Bool), body.Constant(new OnnxTensor(null, OnnxType.Bool) { Raw = [1] })]), carried))),
        Of("loop-that-doubles", graph => Loop(graph, graph.Int(48), (body, _, condition, carried) => (condition, body.Add("Concat", [carried, carried], OnnxAttribute.Int("axis", 0))))),
        Of("loop-that-tiles", graph => Loop(graph, graph.Int(12), (body, _, condition, carried) => (condition, body.Add("Tile", [carried, body.Ints(10)])))),
        Of("loop-that-appends-for-long", graph => Loop(graph, graph.Int(90_000_000), (body, _, condition, carried) => (condition, body.Add("Concat", [carried, body.Floats([8], 1, 2, 3, 4, 5, 6, 7, 8)], OnnxAttribute.Int("axis", 0))))),
        Of("loop-that-collects", graph =>
        {
            var body = new GraphBuilder(graph);
            body.Input("step", OnnxType.Int64);
            string condition = body.Input("go", OnnxType.Bool);
            string row = body.Add("ConstantOfShape", [body.Ints(1000)]);
            graph.Add("Loop", [graph.Int(1_000_000), ""], OnnxAttribute.Graph("body", body.Yield(body.Add("Identity", [condition]), row).Build("body")));
        }),
        Of("loop-in-a-loop", graph => Loop(graph, graph.Int(8), (outer, _, condition, carried) => (condition, Loop(outer, outer.Int(8), (inner, _, go, value) =>
            (go, inner.Add("Concat", [value, value], OnnxAttribute.Int("axis", 0))), carried)))),
        Of("shape-counted-in-a-loop", graph => graph.Add("ConstantOfShape", [Loop(graph, graph.Int(40), (body, _, condition, carried) =>
            (condition, body.Add("Mul", [carried, body.Ints(2)])), graph.Ints(1))])),
        new("function-that-calls-itself", "DIM-BOMB", () => Carrier.Function(
            new OnnxFunction("local", "Again", ["a"], ["b"], new OnnxNode("Again", ["a"], ["b"]) { Domain = "local" }) { Opsets = [("", OnnxModel.Opset), ("local", 1)] }, graph => graph.Float(1))),
        new("functions-in-a-circle", "DIM-BOMB", () => Carrier.Nodes(graph =>
        {
            graph.Functions.Add(new OnnxFunction("local", "Ping", ["a"], ["b"], new OnnxNode("Pong", ["a"], ["b"]) { Domain = "local" }));
            graph.Functions.Add(new OnnxFunction("local", "Pong", ["a"], ["b"], new OnnxNode("Ping", ["a"], ["b"]) { Domain = "local" }));
            graph.Call("local", "Ping", graph.Float(1));
        })),
        new("functions-that-call-ten-others", "DIM-BOMB", () => Carrier.Nodes(graph =>
        {
            for (int level = 0; level < 12; level++)
            {
                OnnxNode[] calls = [.. Enumerable.Range(0, 10).Select(index =>
                    new OnnxNode(level == 0 ? "Neg" : $"F{level - 1}", [index == 0 ? "a" : $"v{index}"], [index == 9 ? "b" : $"v{index + 1}"]) { Domain = level == 0 ? "" : "local" })];
                graph.Functions.Add(new OnnxFunction("local", $"F{level}", ["a"], ["b"], calls));
            }

            graph.Call("local", "F11", graph.Float(1));
        })),
        new("function-in-a-branch-of-a-function-that-calls-it", "DIM-BOMB", () => Carrier.Nodes(graph =>
        {
            var then = new OnnxGraph("then") { Nodes = [new OnnxNode("Deep", ["a"], ["t"]) { Domain = "local" }], Outputs = [new OnnxValue("t")] };
            var otherwise = new OnnxGraph("else") { Nodes = [new OnnxNode("Neg", ["a"], ["e"])], Outputs = [new OnnxValue("e")] };
            graph.Functions.Add(new OnnxFunction(
                "local", "Deep", ["a"], ["b"], new OnnxNode("Cast", ["a"], ["c"], OnnxAttribute.Int("to", OnnxType.Bool)),
                new OnnxNode("If", ["c"], ["b"], OnnxAttribute.Graph("then_branch", then), OnnxAttribute.Graph("else_branch", otherwise))));
            graph.Call("local", "Deep", graph.Float(1));
        })),
        new("in-training", "DIM-BOMB", () => (Carrier.Honest with
        {
            Training = [new OnnxTraining(new OnnxGraph("init") { Initializers = [OnnxTensor.Int64s("s", [2], Many, Many)], Nodes = [new OnnxNode("ConstantOfShape", ["s"], ["y"])], Outputs = [new OnnxValue("y")] }, null)],
        }).ToBytes()),
    ];

    private static string Loop(GraphBuilder outer, string rounds, Func<GraphBuilder, string, string, string, (string Condition, string Carried)> build, string? first = null)
    {
        var body = new GraphBuilder(outer);
        string step = body.Input(body.Name("step"), OnnxType.Int64), go = body.Input(body.Name("go"), OnnxType.Bool), carried = body.Input(body.Name("v"), OnnxType.Float);
        (string condition, string value) = build(body, step, go, carried);
        OnnxGraph graph = body.Yield(condition == go ? body.Add("Identity", [go]) : condition, value).Build("body");
        return outer.Add("Loop", [rounds, "", first ?? outer.Floats([1], 1)], OnnxAttribute.Graph("body", graph));
    }

    private static HostileModel Of(string name, Action<GraphBuilder> build) => new(name, "DIM-BOMB", () => Carrier.Nodes(build));
}
