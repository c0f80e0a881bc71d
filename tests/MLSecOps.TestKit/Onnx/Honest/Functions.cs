namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Operations in functions of the model, as PyTorch's newer exporter (onnxscript, torchlib) writes them.</summary>
internal static class Functions
{
    private const string Domain = "pkg.onnxscript.torch_lib";

    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("function/masked-fill", "aten::masked_fill as a function: Where(mask, value, scores).", draft =>
        {
            draft.Define(new OnnxFunction(Domain, "aten_masked_fill", ["self", "mask", "value"], ["result"],
                new OnnxNode("CastLike", ["value", "self"], ["cast"]), new OnnxNode("Where", ["mask", "cast", "self"], ["result"])));
            Term ids = draft.Padded();
            Term zero = draft.Op("Expand", [draft.Float(0), draft.Ints(1, 12, 12)]);
            Term mask = draft.Call(Domain, "aten_masked_fill", zero, ids.Is(0).Unsqueeze(1), draft.Float(-1e9f));
            draft.Output("scores", draft.Block(draft.Embedded(ids), mask).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("function/gelu", "aten::gelu as a function that is called twice.", draft =>
        {
            draft.Define(new OnnxFunction(Domain, "aten_gelu", ["x"], ["y"],
                Constant("half", 0.5f), Constant("one", 1), Constant("root", 1.4142135f),
                new OnnxNode("Div", ["x", "root"], ["scaled"]), new OnnxNode("Erf", ["scaled"], ["error"]), new OnnxNode("Add", ["error", "one"], ["raised"]),
                new OnnxNode("Mul", ["x", "half"], ["halved"]), new OnnxNode("Mul", ["halved", "raised"], ["y"])));
            Term hidden = draft.Call(Domain, "aten_gelu", draft.Input("x", 1, 64).Dense(64, 96));
            draft.Output("scores", draft.Call(Domain, "aten_gelu", hidden.Dense(96, 64)).Dense(64, 10), 1, 10);
        }),
        new("function/clamp", "aten::clamp as a function inside another.", draft =>
        {
            draft.Define(new OnnxFunction(Domain, "Bounded", ["x", "low", "high"], ["y"], new OnnxNode("Max", ["x", "low"], ["m"]), new OnnxNode("Min", ["m", "high"], ["y"])));
            draft.Define(new OnnxFunction(Domain, "aten_hardswish", ["x"], ["y"],
                Constant("three", 3), Constant("zero", 0), Constant("six", 6),
                new OnnxNode("Add", ["x", "three"], ["moved"]), new OnnxNode("Bounded", ["moved", "zero", "six"], ["cut"]) { Domain = Domain },
                new OnnxNode("Mul", ["x", "cut"], ["product"]), new OnnxNode("Div", ["product", "six"], ["y"])) { Opsets = [(string.Empty, OnnxModel.Opset), (Domain, 1)] });
            draft.Output("scores", draft.Call(Domain, "aten_hardswish", draft.Input("x", 1, 64).Dense(64, 96)).Dense(96, 10), 1, 10);
        }),
        new("function/scalar-guard", "torchlib's IsScalar: If on the rank of a tensor, both ways the same for what comes.", draft =>
        {
            var lifted = new GraphBuilder();
            lifted.Yield(lifted.Add("Unsqueeze", ["x", lifted.Add("Constant", [], OnnxAttribute.Ints("value_ints", 0))]));
            var same = new GraphBuilder(lifted);
            same.Yield(same.Add("Identity", ["x"]));
            draft.Define(new OnnxFunction(Domain, "aten_softmax", ["x"], ["y"],
                new OnnxNode("Shape", ["x"], ["shape"]), new OnnxNode("Size", ["shape"], ["rank"]),
                new OnnxNode("Constant", [], ["none"], OnnxAttribute.Int("value_int", 0)), new OnnxNode("Equal", ["rank", "none"], ["scalar"]),
                new OnnxNode("If", ["scalar"], ["fit"], OnnxAttribute.Graph("then_branch", lifted.Build("then")), OnnxAttribute.Graph("else_branch", same.Build("else"))),
                new OnnxNode("Softmax", ["fit"], ["y"], OnnxAttribute.Int("axis", -1))));
            draft.Output("shares", draft.Call(Domain, "aten_softmax", draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 10)), 1, 10);
        }),
        new("function/rejecting", "Post-processing as a function: label -1 where the best share is too low.", draft =>
        {
            draft.Define(new OnnxFunction("vendor.post", "Rejecting", ["scores", "limit"], ["label"],
                new OnnxNode("Softmax", ["scores"], ["shares"], OnnxAttribute.Int("axis", -1)),
                new OnnxNode("Constant", [], ["axis"], OnnxAttribute.Ints("value_ints", -1)), new OnnxNode("Constant", [], ["none"], OnnxAttribute.Int("value_int", -1)),
                new OnnxNode("ReduceMax", ["shares", "axis"], ["best"], OnnxAttribute.Int("keepdims", 0)), new OnnxNode("Less", ["best", "limit"], ["low"]),
                new OnnxNode("ArgMax", ["shares"], ["first"], OnnxAttribute.Int("axis", -1), OnnxAttribute.Int("keepdims", 0)),
                new OnnxNode("Where", ["low", "none", "first"], ["label"])));
            draft.Output("label", OnnxType.Int64, draft.Call("vendor.post", "Rejecting", draft.Perceptron(draft.Input("x", 4, 64)).Dense(64, 10), draft.Float(0.4f)), 4);
        }),
    ];

    private static OnnxNode Constant(string name, float value) => new("Constant", [], [name], OnnxAttribute.Float("value_float", value));
}
