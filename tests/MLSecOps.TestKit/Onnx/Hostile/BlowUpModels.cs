namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>DIM-BOMB by what operators make of a few constants.</summary>
internal static class BlowUpModels
{
    private const long Many = 100_000;

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("constant-of-shape", graph => graph.Add("ConstantOfShape", [graph.Ints(Many, Many)])),
        Of("constant-of-shape-from-integers", graph => graph.Add("ConstantOfShape", [graph.Add("Constant", [], OnnxAttribute.Ints("value_ints", Many, Many))])),
        Of("expand", graph => graph.Add("Expand", [graph.Float(1), graph.Ints(Many, Many)])),
        Of("expand-against-its-own-shape", graph => graph.Add("Expand", [graph.Add("ConstantOfShape", [graph.Ints(Many, 1)]), graph.Ints(1, Many)])),
        Of("tile", graph => graph.Add("Tile", [graph.Floats([2], 1, 2), graph.Ints(1L << 32)])),
        Of("tile-of-a-tile", graph => graph.Add("Tile", [graph.Add("Tile", [graph.Floats([1, 1], 1), graph.Ints(Many, 1)]), graph.Ints(1, Many)])),
        Of("range", graph => graph.Add("Range", [graph.Int(0), graph.Int(1L << 40), graph.Int(1)])),
        Of("range-backwards", graph => graph.Add("Range", [graph.Int(1L << 40), graph.Int(0), graph.Int(-1)])),
        Of("range-of-small-steps", graph => graph.Add("Range", [graph.Float(0), graph.Float(1), graph.Float(1e-12f)])),
        Of("one-hot", graph => graph.Add("OneHot", [graph.Ints(1, 2), graph.Int(1L << 40), graph.Floats([2], 0, 1)])),
        Of("one-hot-of-the-input", graph => graph.Add("OneHot", [graph.Cast("x", OnnxType.Int64), graph.Ints(1L << 24), graph.Floats([2], 0, 1)])),
        Of("pad", graph => graph.Add("Pad", [graph.Floats([1], 1), graph.Ints(0, 1L << 40)])),
        Of("pad-in-each-dimension", graph => graph.Add("Pad", [graph.Floats([1, 1], 1), graph.Ints(0, 0, Many, Many)])),
        Of("resize-to-sizes", graph => graph.Add("Resize", [graph.Floats([1, 1, 1, 1], 1), "", "", graph.Ints(1, 1, Many, Many)])),
        Of("resize-by-scales", graph => graph.Add("Resize", [graph.Floats([1, 1, 1, 1], 1), "", graph.Floats([4], 1, 1, 1e5f, 1e5f)])),
        Of("upsample", graph => graph.Add("Upsample", [graph.Floats([1, 1, 1, 1], 1), graph.Floats([4], 1, 1, 1e5f, 1e5f)])),
        Of("random", graph => graph.Add("RandomNormal", [], OnnxAttribute.Ints("shape", Many, Many))),
        Of("outer-sum", graph => graph.Add("Add", [Column(graph), Row(graph)])),
        Of("outer-comparison", graph => graph.Add("Less", [Column(graph), Row(graph)])),
        Of("outer-choice", graph => graph.Add("Where", [graph.Add("Less", [Column(graph), graph.Float(0)]), Row(graph), graph.Float(1)])),
        Of("outer-product", graph => graph.Add("MatMul", [Column(graph), Row(graph)])),
        Of("outer-product-by-einsum", graph => graph.Add("Einsum", [Line(graph), Line(graph)], OnnxAttribute.Text("equation", "i,j->ij"))),
        Of("shape-is-a-product", graph => graph.Add("ConstantOfShape", [graph.Add("Mul", [graph.Ints(Many), graph.Ints(Many)])])),
        Of("shape-is-a-power", graph => graph.Add("ConstantOfShape", [graph.Add("Cast", [graph.Add("Pow", [graph.Floats([1], 10), graph.Float(11)])], OnnxAttribute.Int("to", OnnxType.Int64))])),
        Of("shape-is-shifted", graph => graph.Add("ConstantOfShape", [graph.Add("Cast", [graph.Add(
            "BitShift", [graph.Constant(new OnnxTensor(null, OnnxType.UInt64, 1) { Raw = BitConverter.GetBytes(1UL) }), graph.Constant(new OnnxTensor(null, OnnxType.UInt64, 1) { Raw = BitConverter.GetBytes(40UL) })],
            OnnxAttribute.Text("direction", "LEFT"))], OnnxAttribute.Int("to", OnnxType.Int64))])),
        Of("shape-is-put-together", graph => graph.Add("Expand", [graph.Float(1), graph.Add("Concat", [graph.Ints(Many), graph.Ints(Many)], OnnxAttribute.Int("axis", 0))])),
        Of("shape-is-gathered", graph => graph.Add("ConstantOfShape", [graph.Add("Gather", [graph.Ints(1, 2, 1L << 40), graph.Ints(2)])])),
        Of("shape-is-sliced", graph => graph.Add("ConstantOfShape", [graph.Add("Slice", [graph.Ints(1, 2, Many, Many), graph.Ints(2), graph.Ints(4)])])),
        Of("shape-of-a-shape", graph => graph.Add("ConstantOfShape", [graph.Add("Mul", [graph.Add("Shape", [Line(graph)]), graph.Add("Shape", [Line(graph)])])])),
        Of("shape-is-the-inputs", graph => graph.Add("ConstantOfShape", [graph.Add("Mul", [graph.Add("Shape", ["x"]), graph.Ints(Many, Many)])])),
        Of("shape-is-reduced", graph => graph.Add("ConstantOfShape", [graph.Reshape(graph.Add("ReduceProd", [graph.Ints(Many, Many)]), 1)])),
        Of("shape-is-cast-twice", graph => graph.Add("ConstantOfShape", [graph.Cast(graph.Cast(graph.Ints(1L << 40), OnnxType.Float), OnnxType.Int64)])),
        Of("shape-is-padded", graph => graph.Add("ConstantOfShape", [graph.Add("Pad", [graph.Ints(Many), graph.Ints(0, 1), graph.Int(Many)])])),
        Of("one-dimension-is-the-inputs", graph => graph.Add("ConstantOfShape", [graph.Add("Concat", [graph.Add("Gather", [graph.Add("Shape", ["x"]), graph.Ints(0)]), graph.Ints(1L << 40)], OnnxAttribute.Int("axis", 0))])),
        Of("transposed-convolution-to-a-shape", graph => graph.Add("ConvTranspose", [graph.Floats([1, 1, 1, 1], 1), graph.Floats([1, 1, 1, 1], 1)], OnnxAttribute.Ints("output_shape", Many, Many))),
        Of("transposed-convolution-by-strides", graph => graph.Add("ConvTranspose", [graph.Floats([1, 1, 2, 2], 1, 2, 3, 4), graph.Floats([1, 1, 1, 1], 1)], OnnxAttribute.Ints("strides", Many, Many))),
        Of("unpooled", graph => graph.Add("MaxUnpool", [graph.Floats([1, 1, 1, 1], 1), graph.Constant(OnnxTensor.Int64s(null, [1, 1, 1, 1], 0)), graph.Ints(1, 1, Many, Many)], OnnxAttribute.Ints("kernel_shape", 2, 2))),
        Of("window", graph => graph.Add("HannWindow", [graph.Int(1L << 40)])),
        Of("mel-matrix", graph => graph.Add("MelWeightMatrix", [graph.Int(Many), graph.Int(Many), graph.Int(8000), graph.Float(0), graph.Float(4000)])),
        Of("affine-grid", graph => graph.Add("AffineGrid", [graph.Floats([1, 2, 3], 1, 0, 0, 0, 1, 0), graph.Ints(1, 1, Many, Many)])),
        Of("column-to-image", graph => graph.Add("Col2Im", [graph.Floats([1, 1, 1], 1), graph.Ints(Many, Many), graph.Ints(1, 1)])),
        Of("cropped-and-padded", graph => graph.Add("CenterCropPad", [graph.Floats([1, 1], 1), graph.Ints(Many, Many)])),
        Of("regions-of-interest", graph => graph.Add(
            "RoiAlign", [graph.Floats([1, 1, 1, 1], 1), graph.Floats([1, 4], 0, 0, 1, 1), graph.Ints(0)], OnnxAttribute.Int("output_height", Many), OnnxAttribute.Int("output_width", Many))),
        Of("gathered-often", graph => graph.Add("Gather", [graph.Add("ConstantOfShape", [graph.Ints(1, Many)]), graph.Add("ConstantOfShape", [graph.Ints(Many)])])),
        Of("doubled-again-and-again", graph =>
        {
            string value = graph.Floats([1], 1);
            for (int times = 0; times < 40; times++)
            {
                value = graph.Add("Concat", [value, value], OnnxAttribute.Int("axis", 0));
            }

            return value;
        }),
        Of("contributed-range", graph => graph.Add(new OnnxNode("Range", [graph.Int(0), graph.Int(1L << 40), graph.Int(1)], ["far"]) { Domain = "com.microsoft" })),
    ];

    private static string Line(GraphBuilder graph) => graph.Add("ConstantOfShape", [graph.Ints(Many)]);

    private static string Column(GraphBuilder graph) => graph.Add("ConstantOfShape", [graph.Ints(Many, 1)]);

    private static string Row(GraphBuilder graph) => graph.Add("ConstantOfShape", [graph.Ints(1, Many)]);

    private static HostileModel Of(string name, Func<GraphBuilder, string> build) => new(name, "DIM-BOMB", () => Carrier.Nodes(graph => build(graph)));
}
