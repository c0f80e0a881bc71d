namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>The network itself decides how much of it is needed.</summary>
internal static class Exits
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("exit/if-confident", "BranchyNet: the rest of the network runs only when the first classifier is not sure.", draft =>
        {
            Term first = draft.Input("x", 1, 64).Dense(64, 96).Relu();
            Term early = first.Dense(96, 10);
            draft.Output("scores", draft.If(Confident(early, 0.25f), () => early, () => Deep(first, 96).Dense(64, 10)), 1, 10);
        }),
        new("exit/where-both", "BranchyNet exported with both exits computed and one chosen per row of a batch.", draft =>
        {
            Term first = draft.Input("x", 4, 64).Dense(64, 96).Relu();
            Term early = first.Dense(96, 10);
            Term sure = early.Softmax().Largest() > 0.2f;
            draft.Output("scores", sure.Where(early, Deep(first, 96).Dense(64, 10)), 4, 10);
        }),
        new("exit/entropy", "DeeBERT: a layer answers when the entropy of its classifier is low.", draft =>
        {
            Term hidden = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 1, 12)));
            Term early = hidden.Mean(1, false).Dense(32, 10);
            Term shares = early.Softmax();
            Term entropy = -(shares * (shares + 1e-9f).Log()).Reduce("ReduceSum");
            draft.Output("scores", draft.If(entropy < 2.14f, () => early, () => draft.Block(draft.Block(hidden)).Mean(1, false).Dense(32, 10)), 1, 10);
        }),
        new("exit/patience", "PABEE: stops when two layers after one another answer the same class.", draft =>
        {
            Term hidden = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 1, 12)));
            Term first = hidden.Mean(1, false).Dense(32, 10);
            Term second = draft.Block(hidden);
            Term scores = second.Mean(1, false).Dense(32, 10);
            Term agreed = first.ArgMax().Is(scores.ArgMax()).Reshape();
            draft.Output("scores", draft.If(agreed, () => scores, () => draft.Block(second).Mean(1, false).Dense(32, 10)), 1, 10);
        }),
        new("exit/margin-cascade", "Cascade on a device: the small model answers when its two best scores are far apart, else the large one runs on the same picture.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term small = picture.Conv(3, 8, 3, 2).Relu().GlobalPool().Flatten().Dense(8, 10);
            Term best = small.Top(2).Values;
            Term far = (best.Slice(1, 0, 1) - best.Slice(1, 1, 2) > 0.9f).Reshape();
            draft.Output("scores", draft.If(far, () => small, () => draft.Convolutional(picture).Dense(48, 10)), 1, 10);
        }),
        new("exit/wake-word-stages", "Two-stage wake word: the verifier's score counts only when the cheap detector's is above its threshold.", draft =>
        {
            Term frames = draft.Input("x", 1, 40, 20);
            Term cheap = frames.Conv1(40, 16).Relu().Mean(2, false).Dense(16, 1).Sigmoid();
            Term verified = frames.Conv1(40, 64).Relu().Conv1(64, 64).Relu().Mean(2, false).Dense(64, 1).Sigmoid();
            draft.Output("score", (cheap > 0.605f).Where(verified, cheap * 0.5f), 1, 1);
        }),
        new("exit/face-cascade", "MTCNN: regions whose first score is too low are not refined.", draft =>
        {
            Term regions = draft.Input("x", 6, 48);
            Term coarse = regions.Dense(48, 1).Sigmoid();
            Term kept = (coarse > 0.5f).ToFloat();
            Term refined = regions.Dense(48, 96).Relu().Dense(96, 5);
            draft.Output("boxes", refined * kept, 6, 5);
            draft.Output("scores", coarse * kept, 6, 1);
        }),
        new("exit/adaptive-computation", "Adaptive computation time (Universal Transformer): each place halts by its own learned probability.", draft =>
        {
            Term state = draft.Embedded(draft.Tokens("ids", 64, 1, 12));
            Term halted = draft.Floats([1, 12, 1], new float[12]);
            Term answer = state * 0;
            for (int round = 0; round < 3; round++)
            {
                state = draft.Block(state);
                Term chance = state.Dense(32, 1).Sigmoid();
                Term running = (halted < 0.99f).ToFloat();
                Term share = (halted + chance > 0.99f).Where(1 - halted, chance) * running;
                answer += state * share;
                halted += share;
            }

            draft.Output("scores", answer.Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("exit/skipped-block", "SkipNet: a learned gate decides for each picture whether a residual block runs.", draft =>
        {
            Term features = draft.Input("x", 2, 3, 16, 16).Conv(3, 12).Relu();
            Term gate = (features.GlobalPool().Flatten().Dense(12, 1) > 0).ToFloat().Reshape(2, 1, 1, 1);
            Term block = features.Conv(12, 12).Relu().Conv(12, 12);
            draft.Output("scores", (features + (block * gate)).Relu().GlobalPool().Flatten().Dense(12, 10), 2, 10);
        }),
    ];

    private static Term Confident(Term scores, float threshold) => scores.Softmax().Reduce("ReduceMax") > threshold;

    private static Term Deep(Term features, long width) => features.Dense(width, 96).Relu().Dense(96, 64).Relu();
}
