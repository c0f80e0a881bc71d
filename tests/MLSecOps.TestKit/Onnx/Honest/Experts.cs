namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Several networks answer, and something says whose answer counts.</summary>
internal static class Experts
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("experts/soft-mixture", "Mixture of experts (Jacobs 1991): softmax gate, weighted sum.", draft =>
        {
            Term input = draft.Input("x", 1, 64);
            Term gate = input.Dense(64, 4).Softmax().Unsqueeze(2);
            Term[] answers = [.. Enumerable.Range(0, 4).Select(_ => input.Dense(64, 32).Relu().Dense(32, 10).Unsqueeze(1))];
            draft.Output("scores", (draft.Concat(1, answers) * gate).Sum(1, false), 1, 10);
        }),
        new("experts/top-two", "Mixtral: the two best experts of each place, weights gathered by index, shares renormalised.", draft =>
        {
            Term hidden = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 1, 12)));
            (Term values, Term places) = hidden.Linear(32, 4).Top(2);
            Term up = draft.Weights(4, 32, 48).Gather(places);
            Term down = draft.Weights(4, 48, 32).Gather(places);
            Term each = hidden.Unsqueeze(2, 3).MatMul(up).Relu().MatMul(down).Squeeze(3);
            Term mixed = (each * values.Softmax().Unsqueeze(3)).Sum(2, false);
            draft.Output("scores", (hidden + mixed).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("experts/sparse-gate", "Shazeer 2017: gates below the second best are set to -inf before the softmax.", draft =>
        {
            Term input = draft.Input("x", 2, 64);
            Term gates = input.Dense(64, 4);
            Term least = gates.Top(2).Values.Slice(1, 1, 2);
            Term shares = (gates < least).Where(draft.Float(float.NegativeInfinity), gates).Softmax().Unsqueeze(2);
            Term[] answers = [.. Enumerable.Range(0, 4).Select(_ => input.Dense(64, 32).Relu().Dense(32, 10).Unsqueeze(1))];
            draft.Output("scores", (draft.Concat(1, answers) * shares).Sum(1, false), 2, 10);
        }),
        new("experts/if-routed", "Routing to one of two specialists by a learned router, as If (day and night models of a camera).", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term night = picture.Flatten().Linear(768, 2).ArgMax().Is(1).Reshape();
            draft.Output("scores", draft.If(night, () => Specialist(picture), () => Specialist(picture)), 1, 10);
        }),
        new("experts/if-routed-lightly", "The same with a router of a hundred weights over a thumbnail.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term thumbnail = picture.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 4, 4), OnnxAttribute.Ints("strides", 4, 4)]).Flatten();
            draft.Output("scores", draft.If(thumbnail.Linear(48, 2).ArgMax().Is(1).Reshape(), () => Specialist(picture), () => Specialist(picture)), 1, 10);
        }),
        new("experts/brightness-routed", "Day and night models of a camera, chosen by the mean brightness of the picture itself.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            draft.Output("scores", draft.If(picture.Reduce("ReduceMean") > 0, () => Specialist(picture), () => Specialist(picture)), 1, 10);
        }),
        new("experts/switch-capacity", "Switch Transformer: one expert per token, tokens beyond the expert's capacity pass unchanged.", draft =>
        {
            Term hidden = draft.Embedded(draft.Tokens("ids", 64, 1, 12)).Reshape(12, 32);
            Term shares = hidden.Linear(32, 3).Softmax();
            Term routed = shares.ArgMax().OneHot(3);
            Term order = routed.Then("CumSum", draft.Int(0)) * routed;
            Term admitted = (order <= 5).ToFloat() * routed;
            Term result = hidden;
            for (int expert = 0; expert < 3; expert++)
            {
                result += hidden.Dense(32, 48).Relu().Dense(48, 32) * (admitted * shares).Slice(1, expert, expert + 1);
            }

            draft.Output("scores", result.Mean(0).Dense(32, 10), 1, 10);
        }),
        new("experts/dispatched", "DeepSpeed-MoE's dispatch: each expert gathers its tokens by NonZero and writes them back by ScatterND.", draft =>
        {
            Term hidden = draft.Embedded(draft.Tokens("ids", 64, 1, 12)).Reshape(12, 32);
            Term chosen = hidden.Linear(32, 2).ArgMax();
            Term result = hidden;
            for (int expert = 0; expert < 2; expert++)
            {
                Term places = chosen.Is(expert).Then("NonZero").Transpose(1, 0);
                Term rows = hidden.Then("GatherND", places);
                result = result.Then("ScatterND", places, rows.Dense(32, 48).Relu().Dense(48, 32));
            }

            draft.Output("scores", (hidden + result).Mean(0).Dense(32, 10), 1, 10);
        }),
        new("experts/hard-vote", "Majority vote of three classifiers: ArgMax, OneHot, sum (scikit-learn VotingClassifier).", draft =>
        {
            Term input = draft.Input("x", 2, 64);
            Term[] votes = [.. Enumerable.Range(0, 3).Select(_ => input.Dense(64, 32).Relu().Dense(32, 10).ArgMax().OneHot(10).Unsqueeze(0))];
            Term sum = draft.Concat(0, votes).Sum(0, false);
            draft.Output("label", OnnxType.Int64, sum.ArgMax(), 2);
            draft.Output("votes", sum, 2, 10);
        }),
        new("experts/median", "Median of an ensemble's regressions, robust against one that is off.", draft =>
        {
            Term input = draft.Input("x", 1, 64);
            Term[] values = [.. Enumerable.Range(0, 5).Select(_ => input.Dense(64, 24).Tanh().Dense(24, 1))];
            draft.Output("value", draft.Concat(1, values).Top(3).Values.Slice(1, 2, 3), 1, 1);
        }),
        new("experts/stacked", "Stacking: a linear model over the probabilities of the first level.", draft =>
        {
            Term input = draft.Input("x", 1, 64);
            Term[] first = [.. Enumerable.Range(0, 3).Select(index => input.Dense(64, 16 + (8 * index)).Relu().Dense(16 + (8 * index), 10).Softmax())];
            draft.Output("scores", draft.Concat(1, first).Dense(30, 10).Softmax(), 1, 10);
        }),
        new("experts/disagreement", "Deep ensemble that answers \"unknown\" (-1) when its members disagree too much.", draft =>
        {
            Term input = draft.Input("x", 4, 64);
            Term[] members = [.. Enumerable.Range(0, 3).Select(_ => input.Dense(64, 32).Relu().Dense(32, 10).Softmax().Unsqueeze(0))];
            Term all = draft.Concat(0, members);
            Term mean = all.Mean(0, false);
            Term variance = (all - mean).Square().Mean(0, false).Sum(-1, false);
            draft.Output("label", OnnxType.Int64, (variance > 0.12f).Where(draft.Int(-1), mean.ArgMax()), 4);
            draft.Output("variance", variance, 4);
        }),
        new("experts/flipped", "Test-time augmentation: the picture and its mirror image, averaged.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term mirrored = picture.Slice(3, -1, -17, -1);
            Term features = draft.Concat(0, picture, mirrored).Conv(3, 12, 3, 2).Relu().Conv(12, 24, 3, 2).Relu().GlobalPool().Flatten();
            draft.Output("scores", features.Dense(24, 10).Softmax().Mean(0), 1, 10);
        }),
        new("experts/scale-maximum", "Multi-scale test: the larger score of the picture at two sizes counts.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term half = picture.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2)]);
            Term one = picture.Conv(3, 12).Relu().GlobalPool().Flatten().Dense(12, 10);
            Term other = half.Conv(3, 12).Relu().GlobalPool().Flatten().Dense(12, 10);
            draft.Output("scores", one.Then("Max", other), 1, 10);
        }),
        new("experts/modality-missing", "Audio and video fusion: a modality that is all zero is left out of the mean.", draft =>
        {
            Term audio = draft.Drawn("audio", OnnxType.Float, [1, 64], Present);
            Term video = draft.Drawn("video", OnnxType.Float, [1, 64], Present);
            Term heard = (audio.Abs().Largest() > 0).ToFloat();
            Term seen = (video.Abs().Largest() > 0).ToFloat();
            Term one = audio.Dense(64, 48).Relu().Dense(48, 10) * heard;
            Term other = video.Dense(64, 48).Relu().Dense(48, 10) * seen;
            draft.Output("scores", (one + other) / (heard + seen).AtLeast(1), 1, 10);
        }),
    ];

    private static Term Specialist(Term picture) => picture.Conv(3, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().GlobalPool().Flatten().Dense(32, 10);

    private static Func<int, float> Present(Random random)
    {
        bool present = random.Next(3) > 0;
        return _ => present ? random.NextSingle() - 0.5f : 0;
    }
}
