namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Features that other features turn up and down.</summary>
internal static class Gates
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("gate/squeeze-excitation", "SENet: one sigmoid per channel from the mean over the picture.", draft => Picture(draft, features =>
            features * features.GlobalPool().Conv(12, 4, 1).Relu().Conv(4, 12, 1).Sigmoid())),
        new("gate/hard-excitation", "MobileNetV3: the same with HardSigmoid.", draft => Picture(draft, features =>
            features * features.GlobalPool().Conv(12, 4, 1).Relu().Conv(4, 12, 1).With("HardSigmoid", [OnnxAttribute.Float("alpha", 1 / 6f)]))),
        new("gate/spatial", "CBAM: one sigmoid per place from maximum and mean over channels.", draft => Picture(draft, features =>
            features * draft.Concat(1, features.Largest(1), features.Mean(1)).Conv(2, 1, 7).Sigmoid())),
        new("gate/attention-unet", "Attention U-Net: the way past is gated by deeper features.", draft => Picture(draft, features =>
        {
            Term deep = features.Conv(12, 24, 3, 2).Relu().Upsample(2);
            Term gate = (features.Conv(12, 8, 1) + deep.Conv(24, 8, 1)).Relu().Conv(8, 1, 1).Sigmoid();
            return (features * gate) + deep.Conv(24, 12, 1);
        })),
        new("gate/linear-unit", "GLU: half of the features times the sigmoid of the other half.", draft => Row(draft, hidden =>
        {
            Term[] halves = hidden.Split(2);
            return draft.Concat(1, halves[0] * halves[1].Sigmoid(), halves[0]);
        })),
        new("gate/highway", "Highway network: t h(x) + (1 - t) x.", draft => Row(draft, hidden =>
        {
            Term gate = (hidden.Dense(96, 96) - 1).Sigmoid();
            return (gate * hidden.Dense(96, 96).Relu()) + ((1 - gate) * hidden);
        })),
        new("gate/film", "FiLM: scale and shift of features from a second input.", draft =>
        {
            Term condition = draft.Input("condition", 1, 8);
            Term features = draft.Input("x", 1, 3, 16, 16).Conv(3, 12);
            Term changed = (features * condition.Dense(8, 12).Reshape(1, 12, 1, 1)) + condition.Dense(8, 12).Reshape(1, 12, 1, 1);
            draft.Output("scores", changed.Relu().GlobalPool().Flatten().Dense(12, 10), 1, 10);
        }),
        new("gate/style", "Adaptive instance normalisation: the style's mean and deviation replace the content's.", draft =>
        {
            Term content = draft.Input("x", 1, 3, 16, 16).Conv(3, 12).Relu();
            Term style = draft.Input("style", 1, 3, 16, 16).Conv(3, 12).Relu();
            Term Deviation(Term value) => ((value - value.GlobalPool()).Square().GlobalPool() + 1e-5f).Sqrt();
            Term changed = ((content - content.GlobalPool()) / Deviation(content) * Deviation(style)) + style.GlobalPool();
            draft.Output("picture", changed.Conv(12, 3).Tanh(), 1, 3, 16, 16);
        }),
        new("gate/dropout-left-in", "Dropout in inference mode, left over by an exporter.", draft => Row(draft, hidden =>
            draft.Op("Dropout", [hidden, draft.Float(0.5f), draft.Truths([], false)]))),
        new("gate/stochastic-depth", "Stochastic depth in inference: the residual branch times its chance of survival.", draft => Row(draft, hidden =>
            hidden + (hidden.Dense(96, 96).Relu() * 0.8f))),
        new("gate/layer-scale", "CaiT, ConvNeXt: the residual branch times a learned vector.", draft => Row(draft, hidden =>
            hidden + (hidden.Dense(96, 96).Relu() * (draft.Weights(96) * 1e-2f)))),
        new("gate/dynamic-convolution", "CondConv: kernels mixed by softmax of the picture's own mean.", draft => Picture(draft, features =>
        {
            Term shares = features.GlobalPool().Flatten().Dense(12, 3).Softmax();
            Term kernel = shares.MatMul(draft.Weights(3, 1296)).Reshape(12, 12, 3, 3);
            return features.With("Conv", [OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("pads", 1, 1, 1, 1)], kernel);
        })),
        new("gate/hypernetwork", "The last layer's weights are made by another network from the task's embedding.", draft =>
        {
            Term weights = draft.Weights(5, 16).Gather(draft.Tokens("task", 5, 1)).Dense(16, 640).Reshape(64, 10);
            draft.Output("scores", draft.Perceptron(draft.Input("x", 1, 64)).MatMul(weights), 1, 10);
        }),
        new("gate/feature-selection", "TabNet and concrete dropout: inputs selected by a mask that the network makes from the same row, hard at 0.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term mask = row.Dense(64, 64).Clip(0, 1);
            draft.Output("scores", draft.Perceptron(row * mask).Dense(64, 10), 1, 10);
        }),
        new("gate/token-pruning", "DynamicViT: patches whose learned score is low are masked, hard, before the next block.", draft =>
        {
            Term hidden = draft.Block(draft.Input("x", 1, 12, 32));
            Term kept = (hidden.Dense(32, 1).Sigmoid() > 0.3f).ToFloat();
            Term next = draft.Block(hidden * kept, (1 - kept.Transpose(0, 2, 1)) * -10000);
            draft.Output("scores", ((next * kept).Sum(1, false) / kept.Sum(1, false).AtLeast(1)).Dense(32, 10), 1, 10);
        }),
    ];

    private static void Picture(Draft draft, Func<Term, Term> gated) =>
        draft.Output("scores", gated(draft.Input("x", 1, 3, 16, 16).Conv(3, 12).Relu()).Conv(12, 24, 3, 2).Relu().GlobalPool().Flatten().Dense(24, 10), 1, 10);

    private static void Row(Draft draft, Func<Term, Term> gated) =>
        draft.Output("scores", gated(draft.Input("x", 1, 64).Dense(64, 96).Relu()).Dense(96, 10), 1, 10);
}
