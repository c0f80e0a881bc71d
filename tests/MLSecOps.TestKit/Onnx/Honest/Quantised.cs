namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Networks in few bits.</summary>
internal static class Quantised
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("quantised/dynamic", "quantize_dynamic: DynamicQuantizeLinear, MatMulInteger, scales multiplied.", draft =>
            draft.Output("scores", Dynamic(Dynamic(draft.Input("x", 1, 64), 64, 96).Relu(), 96, 10), 1, 10)),
        new("quantised/static-pairs", "quantize_static: QuantizeLinear and DequantizeLinear around every tensor.", draft =>
        {
            Term hidden = Pair(draft.Input("x", 1, 64), 0.01f).Dense(64, 96).Relu();
            draft.Output("scores", Pair(Pair(hidden, 0.03f).Dense(96, 10), 0.05f), 1, 10);
        }),
        new("quantised/per-channel", "Weights in int8 with one scale per output channel.", draft =>
        {
            Term weights = Integers(draft, 64, 96).With("DequantizeLinear", [OnnxAttribute.Int("axis", 1)], draft.Weights(96).Abs() * 0.02f, Zeros(draft, 96));
            draft.Output("scores", draft.Input("x", 1, 64).MatMul(weights).Relu().Dense(96, 10), 1, 10);
        }),
        new("quantised/operators", "QLinearConv and QLinearMatMul as TensorFlow Lite's converter writes them.", draft =>
        {
            Term scale = draft.Float(0.02f);
            Term zero = draft.Byte(OnnxType.UInt8, 128);
            Term byteScale = draft.Float(0.01f);
            Term none = draft.Byte(OnnxType.Int8, 0);
            byte[] kernel = [.. Enumerable.Range(0, 8 * 3 * 9).Select(at => unchecked((byte)(sbyte)(MathF.Sin(at * 1.3f) * 90)))];
            Term kernels = draft.Bytes(OnnxType.Int8, kernel).Reshape(8, 3, 3, 3);
            Term quantised = draft.Input("x", 1, 3, 16, 16).Then("QuantizeLinear", scale, zero);
            Term made = draft.Op("QLinearConv", [quantised, scale, zero, kernels, byteScale, none, scale, zero],
                OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("strides", 2, 2));
            draft.Output("scores", made.Then("DequantizeLinear", scale, zero).Relu().GlobalPool().Flatten().Dense(8, 10), 1, 10);
        }),
        new("quantised/fake", "Quantisation-aware training left in: scaled, rounded, clipped to -128..127, scaled back.", draft =>
        {
            Term hidden = Fake(draft.Input("x", 1, 64)).Dense(64, 96).Relu();
            draft.Output("scores", Fake(hidden).Dense(96, 10), 1, 10);
        }),
        new("quantised/half", "Half precision inside, floats at both ends.", draft =>
        {
            Term hidden = draft.Input("x", 1, 64).To(OnnxType.Half).MatMul(draft.Weights(64, 96).To(OnnxType.Half)).Relu();
            draft.Output("scores", hidden.MatMul(draft.Weights(96, 10).To(OnnxType.Half)).ToFloat(), 1, 10);
        }),
        new("quantised/outlier-columns", "LLM.int8(): columns with outliers are multiplied in floats, the rest in integers, and both added.", draft =>
        {
            Term row = draft.Ranged("x", -7, 7, 1, 64);
            Term large = row.Abs() > 6;
            Term weights = draft.Weights(64, 96);
            Term small = Pair(large.Where(draft.Float(0), row), 0.06f).MatMul(Pair(weights, 0.01f));
            draft.Output("scores", (small + large.Where(row, draft.Float(0)).MatMul(weights)).Relu().Dense(96, 10), 1, 10);
        }),
        new("quantised/ternary", "Ternary weights: signs of -1, 0 and 1 times one scale.", draft =>
        {
            float[] signs = [.. Enumerable.Range(0, 64 * 96).Select(at => MathF.Round(MathF.Sin(at * 0.7f)))];
            draft.Output("scores", (draft.Input("x", 1, 64).MatMul(draft.Floats([64, 96], signs)) * 0.13f).Relu().Dense(96, 10), 1, 10);
        }),
        new("quantised/codebook", "Weights as indices into a table of 16 values (k-means, NF4).", draft =>
        {
            Term book = draft.Floats([16], at => (at - 7.5f) / 30);
            Term weights = book.Gather(draft.Ints([64, 96], [.. Enumerable.Range(0, 64 * 96).Select(at => (long)(at * 2654435761L % 16))]));
            draft.Output("scores", draft.Input("x", 1, 64).MatMul(weights).Relu().Dense(96, 10), 1, 10);
        }),
        new("quantised/integer-output", "Output in bytes with saturation, as the next chip wants it.", draft =>
        {
            Term scores = draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 10);
            draft.Output("scores", OnnxType.UInt8, scores.Then("QuantizeLinear", draft.Float(0.05f), draft.Byte(OnnxType.UInt8, 128)), 1, 10);
        }),
    ];

    private static Term Dynamic(Term input, long from, long to)
    {
        Draft draft = input.Draft;
        Term[] quantised = draft.Ops("DynamicQuantizeLinear", 3, [input]);
        Term product = draft.Op("MatMulInteger", [quantised[0], Integers(draft, from, to), quantised[2], draft.Byte(OnnxType.Int8, 0)]);
        return (product.ToFloat() * (quantised[1] * draft.Float(0.004f))) + draft.Weights(to);
    }

    private static Term Integers(Draft draft, long from, long to) =>
        draft.Bytes(OnnxType.Int8, [.. Enumerable.Range(0, (int)(from * to)).Select(at => unchecked((byte)(sbyte)(MathF.Sin(at * 1.37f) * 100)))]).Reshape(from, to);

    private static Term Zeros(Draft draft, int count) => draft.Bytes(OnnxType.Int8, new byte[count]);

    private static Term Pair(Term value, float scale)
    {
        Term zero = value.Draft.Byte(OnnxType.Int8, 0);
        Term step = value.Draft.Float(scale);
        return value.Then("QuantizeLinear", step, zero).Then("DequantizeLinear", step, zero);
    }

    private static Term Fake(Term value) => (value * 32).Then("Round").Clip(-128, 127) / 32;
}
