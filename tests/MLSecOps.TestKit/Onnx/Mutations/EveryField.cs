namespace MLSecOps.TestKit.Onnx.Mutations;

/// <summary>A small model with every kind of value that onnx.proto has: attributes of each type, typed and sparse tensors, nested graphs, functions, training, metadata. Well formed, and no runtime need run it.</summary>
public static class EveryField
{
    /// <summary>The model on the wire.</summary>
    public static byte[] Model()
    {
        var small = new OnnxGraph("small")
        {
            Nodes = [new OnnxNode("Constant", [], ["k"], OnnxAttribute.Tensor("value", OnnxTensor.Floats("v", [2], 1, 2))) { Name = "inner" }],
            Initializers = [OnnxTensor.Int64s("i", [1], 3)],
            Outputs = [new OnnxValue("k", OnnxType.Float, 2)],
        };
        var sparse = new OnnxSparseTensor(OnnxTensor.Floats("sv", [1], 5), OnnxTensor.Int64s("si", [1], 2), 4, 4);
        var all = new OnnxNode(
            "Everything", ["x", "", "w"], ["a", "b"],
            OnnxAttribute.Float("f", -1.5f), OnnxAttribute.Int("i", -7), OnnxAttribute.Text("s", "text"), OnnxAttribute.Bytes("raw", [0, 255, 128]),
            OnnxAttribute.Tensor("t", new OnnxTensor("t", OnnxType.Float, 2) { FloatData = [1, 2] }), OnnxAttribute.Graph("g", small),
            OnnxAttribute.Floats("floats", 1, float.NaN, float.NegativeInfinity), OnnxAttribute.Ints("ints", 1, -1, long.MaxValue, 300), OnnxAttribute.Texts("strings", "a", ""),
            OnnxAttribute.Tensors("tensors", OnnxTensor.Int64s(null, [2], 1, 2), new OnnxTensor("texts", OnnxType.Text, 2) { TextData = ["p", "q"] }),
            OnnxAttribute.Graphs("graphs", small, new OnnxGraph("empty")), OnnxAttribute.Sparse("sparse", sparse), OnnxAttribute.Sparses("sparses", sparse, sparse),
            new OnnxAttribute("tp", 13, writer => writer.Bytes(14, new WireWriter().Bytes(1, new WireWriter().Number(1, 1).ToArray()).ToArray())))
        {
            Name = "all", Domain = "test", Documentation = "words",
        };
        var function = new OnnxFunction("test", "F", ["p", "q"], ["r"], new OnnxNode("Add", ["p", "q"], ["r"]), new OnnxNode("If", ["p"], ["z"], OnnxAttribute.Graph("then_branch", small)))
        {
            Attributes = ["alpha", "beta"], Documentation = "function",
        };
        var graph = new OnnxGraph("everything")
        {
            Nodes = [all, new OnnxNode("F", ["a", "b"], ["y"], OnnxAttribute.Int("axis", 1)) { Domain = "test" }],
            Initializers =
            [
                OnnxTensor.Weights("w", [4, 4], 1), new OnnxTensor("packed", OnnxType.Int64, 3) { PackedDims = true, Int64Data = [1, 1L << 40, -1] },
                OnnxTensor.Outside("outside", [2], ("location", "data.bin"), ("offset", "16"), ("length", "8")), new OnnxTensor("odd", 77, -1, long.MaxValue),
            ],
            Sparse = [sparse],
            Inputs = [new OnnxValue("x", OnnxType.Float, 1, -1), new OnnxValue("untyped"), new OnnxValue("shapeless", OnnxType.Int64, null)],
            Outputs = [new OnnxValue("y", OnnxType.Float, 1)],
            Documentation = "graph",
        };
        return new OnnxModel(graph)
        {
            Functions = [function], Training = [new OnnxTraining(small, small)], Metadata = [("key", "value"), ("", "")], Documentation = "model",
            Opsets = [("", OnnxModel.Opset), ("test", 1)],
        }.ToBytes();
    }
}
