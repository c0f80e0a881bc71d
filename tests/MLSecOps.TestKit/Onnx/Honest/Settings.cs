namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>The caller, or the size of what it sends, says which way is taken.</summary>
internal static class Settings
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("setting/sampling-rate", "Silero VAD: If on the sampling rate that is an input; one network for 8 kHz, one for 16.", draft =>
        {
            Term wave = draft.Input("x", 1, 64);
            Term rate = draft.Setting("sr", OnnxType.Int64, [], 8000, 16000);
            draft.Output("voice", draft.If(rate.Is(16000), () => Small(wave), () => Small(wave)).Sigmoid(), 1, 10);
        }),
        new("setting/training-flag", "Exported with a training flag: noise-free path when it is false, scaled features when true.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term training = draft.Setting("training", OnnxType.Bool, [], 0, 1);
            Term hidden = draft.If(training, () => row * 0.9f, () => row);
            draft.Output("scores", draft.Perceptron(hidden).Dense(64, 10), 1, 10);
        }),
        new("setting/normalise-flag", "A flag says whether the picture is normalised already.", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            Term done = draft.Setting("normalised", OnnxType.Bool, [1], 0, 1);
            draft.Output("scores", draft.Convolutional(done.Where(picture, (picture - 0.45f) / 0.225f)).Dense(48, 10), 1, 10);
        }),
        new("setting/language", "One head per language, weights gathered by the language's number (multilingual models, adapters).", draft =>
        {
            Term features = draft.Attentive(draft.Tokens("ids", 64, 1, 12));
            Term language = draft.Tokens("language", 4, 1);
            Term head = draft.Weights(4, 32, 10).Gather(language).Squeeze(0);
            draft.Output("scores", features.MatMul(head) + draft.Weights(4, 10).Gather(language), 1, 10);
        }),
        new("setting/user-bias", "Matrix factorisation: user's and item's learned biases are added to the product.", draft =>
        {
            Term user = draft.Tokens("user", 30, 1);
            Term item = draft.Tokens("item", 40, 1);
            Term product = (draft.Weights(30, 16).Gather(user) * draft.Weights(40, 16).Gather(item)).Sum();
            draft.Output("rating", (product + draft.Weights(30, 1).Gather(user) + draft.Weights(40, 1).Gather(item) + 3.5f).Clip(1, 5), 1, 1);
        }),
        new("setting/low-rank-adapter", "LoRA with a switch: the low-rank part times 0 or 1.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term adapter = row.Linear(64, 4).Linear(4, 96) * draft.Setting("adapter", OnnxType.Float, [1], 0, 1);
            draft.Output("scores", (row.Linear(64, 96) + adapter).Relu().Dense(96, 10), 1, 10);
        }),
        new("setting/site-calibration", "Gains and offsets of each sensor, gathered by the serial number that is sent along.", draft =>
        {
            Term sensor = draft.Tokens("sensor", 6, 1);
            Term row = (draft.Input("x", 1, 64) * draft.Weights(6, 64).Gather(sensor)) + draft.Weights(6, 64).Gather(sensor);
            draft.Output("scores", draft.Perceptron(row).Dense(64, 10), 1, 10);
        }),
        new("setting/short-input", "A short sequence is padded, a long one cut, by If on its length (PyTorch control flow, scripted).", draft =>
        {
            Term frames = draft.Open("x", OnnxType.Float, [1, -1], [1, 70], random => random.NextSingle());
            Term row = draft.If(frames.Dim(1) < draft.Int(64),
                () => frames.Then("Pad", draft.Concat(0, draft.Ints(0, 0, 0), (draft.Int(64) - frames.Dim(1)).Unsqueeze(0))),
                () => frames.Slice(1, 0, 64));
            draft.Output("scores", draft.Perceptron(row.Reshape(1, 64)).Dense(64, 10), 1, 10);
        }),
        new("setting/squeezed-if", "torch.squeeze exported as If: the axis is taken away when its size is 1.", draft =>
        {
            Term rows = draft.Open("x", OnnxType.Float, [-1, 64], [1, 64], random => random.NextSingle() - 0.5f);
            Term scores = draft.Perceptron(rows).Dense(64, 10);
            draft.Output("scores", draft.If(scores.Dim(0).Is(1), () => scores.Squeeze(0), () => scores), 10);
        }),
        new("setting/fallback-prior", "When the caller says that it has no picture, the answer is the prior of the classes.", draft =>
        {
            Term present = draft.Mixed("present", OnnxType.Bool, [1, 1], 0, 1);
            Term shares = draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Dense(48, 10).Softmax();
            draft.Output("shares", present.Where(shares, draft.Row(0.3f, 0.2f, 0.1f, 0.1f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f, 0.05f)), 1, 10);
        }),
        new("setting/cold-start", "Recommender: users whose history is empty (all 0) get what is popular, a learned vector.", draft =>
        {
            Term history = draft.Drawn("history", OnnxType.Int64, [1, 12], random => { int used = random.Next(3) == 0 ? 0 : 5; return place => place < used ? random.Next(1, 64) : 0f; });
            Term some = history.Reduce("ReduceMax", 1, true) > draft.Int(0);
            draft.Output("scores", some.Where(draft.Attentive(history).Linear(32, 40), draft.Weights(1, 40)), 1, 40);
        }),
        new("setting/head-of-task", "Multi-task model: scores of the task that was asked for, others cut away by Gather over stacked heads.", draft =>
        {
            Term features = draft.Perceptron(draft.Input("x", 1, 64));
            Term heads = draft.Concat(0, features.Dense(64, 10), features.Dense(64, 10), features.Dense(64, 10));
            draft.Output("scores", heads.Gather(draft.Tokens("task", 3, 1)), 1, 10);
        }),
    ];

    private static Term Small(Term wave) => wave.Dense(64, 48).Relu().Dense(48, 10);
}
