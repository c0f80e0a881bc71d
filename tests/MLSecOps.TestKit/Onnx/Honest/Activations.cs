namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Activations and normalisations spelled out in small operators, as exporters write them.</summary>
internal static class Activations
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        Dense("gelu-tanh", "GPT-2's GELU: 0.5 x (1 + tanh(0.797 (x + 0.0447 x³))).", x => x * 0.5f * (((x + (x.Pow(3) * 0.044715f)) * 0.7978846f).Tanh() + 1)),
        Dense("gelu-erf", "PyTorch's GELU exported before opset 20.", x => x * 0.5f * ((x / 1.4142135f).Then("Erf") + 1)),
        Dense("swish", "EfficientNet's swish.", x => x * x.Sigmoid()),
        Dense("mish", "YOLOv4's Mish: x tanh(softplus(x)).", x => x * x.Then("Softplus").Tanh()),
        Dense("hard-swish", "MobileNetV3: x times Clip(x + 3, 0, 6) / 6.", x => x * (x + 3).Clip(0, 6) / 6),
        Dense("leaky-by-maximum", "TensorFlow's leaky ReLU: the larger of x and 0.1 x.", x => x.Then("Max", x * 0.1f)),
        Dense("parametric-by-where", "PReLU written as Where(x > 0, x, a x).", x => (x > 0).Where(x, x * x.Draft.Weights(96))),
        Dense("exponential-by-where", "ELU written as Where(x > 0, x, exp(min(x, 0)) - 1).", x => (x > 0).Where(x, x.AtMost(0).Exp() - 1)),
        Dense("binary", "Binarised network (XNOR-Net): signs of features times learned scales.", x => x.Then("Sign") * x.Draft.Weights(96)),
        Dense("spiking", "Spiking network: a neuron fires where its potential is above the threshold.", x => (x > 0.5f).ToFloat()),
        Dense("maxout", "Maxout: the larger of two linear maps.", x => x.Then("Max", x.Dense(96, 96))),
        Dense("winner-takes-all", "k-winners: only the 16 largest features of the row stay.", x => x * (x >= x.Top(16).Values.Slice(1, 15, 16)).ToFloat()),
        Dense("squashed", "Capsules: the row's length squashed to below 1.", x => x * (x.Square().Sum().Sqrt() / (x.Square().Sum() + 1))),
        Dense("softmax-spelled", "Softmax by Exp(x - max) / sum.", x =>
        {
            Term raised = (x - x.Largest()).Exp();
            return raised / raised.Sum();
        }),
        Dense("sparsemax", "Sparsemax (Martins 2016) by sorting and running sums.", x =>
        {
            Term sorted = x.Top(96).Values;
            Term sums = sorted.Then("CumSum", x.Draft.Int(1)) - 1;
            Term ranks = x.Draft.Ramp(1, 96) + 1;
            Term inside = (sorted * ranks > sums).ToFloat();
            Term count = inside.Sum();
            Term edge = (sorted * inside).Sum() - 1;
            return (x - (edge / count)).Relu();
        }),
        Dense("layer-norm-spelled", "LayerNormalization of exports before opset 17.", x =>
        {
            Term centred = x - x.Mean();
            return (centred / (centred.Pow(2).Mean() + 1e-5f).Sqrt() * x.Draft.Weights(96)) + x.Draft.Weights(96);
        }),
        Dense("rms-norm-spelled", "LLaMA's RMSNorm.", x => x * (x.Pow(2).Mean() + 1e-6f).Sqrt().Then("Reciprocal") * x.Draft.Weights(96)),
        Dense("unit-length", "ArcFace: features of length 1, at least 1e-12 to divide by.", x => x / x.With("ReduceL2", [OnnxAttribute.Int("keepdims", 1)], x.Draft.Ints(1)).AtLeast(1e-12f)),
        new("activation/group-norm-spelled", "GroupNorm through Reshape and InstanceNormalization, as PyTorch exports it.", draft =>
        {
            Term features = draft.Input("x", 1, 3, 16, 16).Conv(3, 12);
            Term grouped = features.Reshape(0, 4, -1).Then("InstanceNormalization", draft.Floats([4], 1, 1, 1, 1), draft.Floats([4], new float[4]));
            Term scaled = grouped.Reshape(1, 12, 16, 16) * draft.Weights(12, 1, 1) + draft.Weights(12, 1, 1);
            draft.Output("scores", scaled.Relu().GlobalPool().Flatten().Dense(12, 10), 1, 10);
        }),
        new("activation/fused-block", "A transformer after the runtime's optimiser: FastGelu and SkipLayerNormalization.", draft =>
        {
            Term hidden = draft.Embedded(draft.Tokens("ids", 64, 1, 12));
            Term dense = draft.Ops(Draft.Fused, 1, "FastGelu", 1, [hidden.Linear(32, 64), draft.Weights(64)])[0].Linear(64, 32);
            Term normal = draft.Ops(Draft.Fused, 1, "SkipLayerNormalization", 1, [dense, hidden, draft.Weights(32), draft.Weights(32)])[0];
            draft.Output("scores", normal.Mean(1, false).Dense(32, 10), 1, 10);
        }),
    ];

    private static HonestModel Dense(string name, string practice, Func<Term, Term> activation) => new($"activation/{name}", practice, draft =>
    {
        Term hidden = activation(draft.Input("x", 1, 64).Dense(64, 96));
        draft.Output("scores", hidden.Dense(96, 64).Relu().Dense(64, 10), 1, 10);
    });
}
