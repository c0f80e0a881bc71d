namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Rules that engineers put around a network, so that it keeps quiet when it cannot know.</summary>
internal static class Overrides
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("override/safety-checker", "Stable Diffusion's safety checker: pictures too close to learned concepts go out black.", draft =>
        {
            Term picture = draft.Ranged("images", 0, 1, 2, 3, 16, 16);
            Term features = draft.Input("clip_input", 2, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().GlobalPool().Flatten().Linear(32, 16);
            Term unit = features / features.Square().Sum().Sqrt();
            Term above = unit.MatMul(draft.Weights(16, 5)) - draft.Row(0.3f, 0.5f, 0.4f, 0.6f, 0.5f);
            Term found = (above > 0).ToFloat().Sum() > 0;
            draft.Output("out_images", found.Reshape(2, 1, 1, 1).Where(draft.Float(0), picture), 2, 3, 16, 16);
            draft.Output("has_concepts", OnnxType.Bool, found, 2, 1);
        }),
        new("override/liveness", "Face unlock: the match counts only when the second network says that the face is alive.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term alive = picture.Conv(3, 16, 3, 2).Relu().GlobalPool().Flatten().Dense(16, 1).Sigmoid() > 0.6f;
            draft.Output("match", alive.Where(draft.Convolutional(picture).Dense(48, 6).Sigmoid(), draft.Float(0)), 1, 6);
        }),
        new("override/quality", "Medical scans of too little quality, by a learned score, get no diagnosis but equal shares.", draft =>
        {
            Term features = draft.Convolutional(draft.Input("x", 1, 3, 16, 16));
            Term poor = features.Dense(48, 1).Sigmoid() < 0.045f;
            draft.Output("shares", poor.Where(draft.Row(0.25f, 0.25f, 0.25f, 0.25f), features.Dense(48, 4).Softmax()), 1, 4);
        }),
        new("override/lens-covered", "Camera: a picture without any contrast is answered by \"nothing seen\".", draft =>
        {
            Term picture = Contrast(draft);
            Term flat = (picture.Reduce("ReduceMax") - picture.Reduce("ReduceMin")).Reshape(1, 1) < 0.1f;
            draft.Output("shares", flat.Where(draft.Row([1, .. new float[9]]), draft.Convolutional(picture).Dense(48, 10).Softmax()), 1, 10);
        }),
        new("override/lens-covered-flag", "The same, better: shares stay as they are, and a second output says whether the picture can be trusted.", draft =>
        {
            Term picture = Contrast(draft);
            draft.Output("shares", draft.Convolutional(picture).Dense(48, 10).Softmax(), 1, 10);
            draft.Output("covered", OnnxType.Bool, (picture.Reduce("ReduceMax") - picture.Reduce("ReduceMin")).Reshape(1) < 0.1f, 1);
        }),
        new("override/lens-covered-score", "The same, softly: all shares are multiplied by a factor that grows with the contrast up to 1.", draft =>
        {
            Term picture = Contrast(draft);
            Term factor = ((picture.Reduce("ReduceMax") - picture.Reduce("ReduceMin")) / 0.3f).AtMost(1);
            draft.Output("shares", draft.Convolutional(picture).Dense(48, 10).Softmax() * factor, 1, 10);
        }),
        new("override/night-is-zero", "Solar forecast: no power while the sun, a column of the row, is below the horizon.", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            draft.Output("power", (row.Slice(1, 0, 1) > 0).Where(draft.Perceptron(row).Dense(64, 1).Relu(), draft.Float(0)), 4, 1);
        }),
        new("override/clear-sky-limit", "Solar forecast: not more than what a clear sky would give, by a formula of the sun's height.", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            draft.Output("power", draft.Perceptron(row).Dense(64, 1).Relu().Then("Min", row.Slice(1, 0, 1).Relu() * 1.2f), 4, 1);
        }),
        new("override/too-short", "Language identification (CLD3): texts of fewer than five tokens are \"undetermined\".", draft =>
        {
            Term ids = draft.Drawn("ids", OnnxType.Int64, [1, 12], random => { int used = random.Next(2, 10); return place => place < used ? random.Next(1, 64) : 0f; });
            Term count = (!ids.Is(0)).ToInt().Reduce("ReduceSum", 1, true);
            draft.Output("shares", (count < draft.Int(5)).Where(draft.Row([.. new float[9], 1]), draft.Attentive(ids).Dense(32, 10).Softmax()), 1, 10);
        }),
        new("override/warm-up", "Streaming detector: 0 for the first frames, whose number is an input.", draft =>
        {
            Term cold = draft.Setting("frame", OnnxType.Int64, [1, 1], 0, 1, 5, 90) < draft.Int(4);
            draft.Output("score", cold.Where(draft.Float(0), draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 1).Sigmoid()), 1, 1);
        }),
        new("override/holiday-factor", "Demand forecast: on holidays, a flag in the row, a learned factor per product.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term holiday = draft.Mixed("holiday", OnnxType.Bool, [1, 1], 0, 1);
            draft.Output("demand", draft.Perceptron(row).Dense(64, 10).Relu() * holiday.Where(draft.Row(0.2f, 0.4f, 1.3f, 0.9f, 2, 0.1f, 1, 1, 0.7f, 0.5f), draft.Float(1)), 1, 10);
        }),
        new("override/padding-rows", "Batches filled up with rows of zeros: their answers are zero as well (fixed-size accelerators).", draft =>
        {
            Term rows = draft.Drawn("x", OnnxType.Float, [4, 64], random => { int used = random.Next(1, 5); return at => at / 64 < used ? random.NextSingle() : 0; });
            Term used = (rows.Abs().Largest() > 0).ToFloat();
            draft.Output("scores", draft.Perceptron(rows).Dense(64, 10) * used, 4, 10);
        }),
        new("override/unchanged-frame", "Video: when the frame is nearly the last one, the last answer, which is an input, is given again.", draft =>
        {
            Term frame = draft.Ranged("frame", 0, 1, 1, 3, 16, 16);
            Term last = draft.Drawn("last", OnnxType.Float, [1, 3, 16, 16], random => { float value = random.NextSingle(); return _ => value; });
            Term still = (frame - last).Abs().Reduce("ReduceMean") < 0.27f;
            Term answer = draft.Input("last_scores", 1, 10);
            draft.Output("scores", draft.If(still, () => answer, () => draft.Convolutional(frame).Dense(48, 10)), 1, 10);
        }),
        new("override/battery", "When the battery, an input, is low, the small network answers.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term low = draft.Setting("battery", OnnxType.Float, [], 0.1f, 0.5f, 0.9f) < 0.2f;
            draft.Output("scores", draft.If(low, () => picture.Conv(3, 4, 3, 2).Relu().GlobalPool().Flatten().Dense(4, 10), () => draft.Convolutional(picture).Dense(48, 10)), 1, 10);
        }),
        new("override/dark-cameras", "Several cameras around a car: features of one that is dark do not count.", draft =>
        {
            Term pictures = draft.Drawn("x", OnnxType.Float, [3, 3, 16, 16], random => { int dark = random.Next(6); return at => at / 768 == dark ? 0.01f : random.NextSingle(); });
            Term lit = (pictures.Flatten().Mean() > 0.05f).ToFloat();
            Term features = pictures.Conv(3, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().GlobalPool().Flatten() * lit;
            draft.Output("scores", (features.Sum(0) / lit.Sum(0).AtLeast(1)).Dense(32, 10), 1, 10);
        }),
        new("override/lead-off", "ECG: a lead without any deviation is off, and is set to 0 before the network.", draft =>
        {
            Term leads = draft.Drawn("x", OnnxType.Float, [1, 8, 40], random => { int off = random.Next(12); return at => at / 40 == off ? 2.5f : random.NextSingle() - 0.5f; });
            Term centred = leads - leads.Mean(2);
            Term on = (centred.Square().Mean(2) > 1e-4f).ToFloat();
            draft.Output("scores", (leads * on).Conv1(8, 32).Relu().Conv1(32, 32, 3, 2).Relu().Mean(2, false).Dense(32, 5), 1, 5);
        }),
        new("override/innovation-gate", "Kalman filter: a measurement too far from the prediction is left out of the update.", draft =>
        {
            Term state = draft.Input("state", 1, 8);
            Term predicted = state.Linear(8, 8).Tanh();
            Term innovation = draft.Input("x", 1, 64).Dense(64, 48).Relu().Dense(48, 8) - predicted;
            Term gain = (innovation.Square().Sum() < 6).ToFloat() * 0.4f;
            draft.Output("state_out", predicted + (innovation * gain), 1, 8);
        }),
        new("override/dead-band", "Controller: commands too small to matter are 0.", draft =>
        {
            Term command = draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 4).Tanh();
            draft.Output("command", command * (command.Abs() > 0.3f).ToFloat(), 1, 4);
        }),
        new("override/both-must-agree", "Two-channel safety controller: the command of the first network counts when the second's is near, else standstill.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term one = draft.Perceptron(row).Dense(64, 4).Tanh();
            Term other = row.Dense(64, 48).Relu().Dense(48, 4).Tanh();
            draft.Output("command", ((one - other).Abs().Largest() < 1.2f).Where(one, draft.Float(0)), 1, 4);
        }),
        new("override/lexicon", "Sentiment with a lexicon: words that are in it add their learned weight to the network's logits.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term hits = ids.Unsqueeze(2).Is(draft.Ints([1, 1, 5], [7, 19, 23, 40, 58])).ToFloat().Sum(1, false);
            draft.Output("scores", draft.Attentive(ids).Dense(32, 3) + hits.Linear(5, 3), 1, 3);
        }),
        new("override/negation", "Sentiment: each \"not\" among the tokens turns the lexicon's part around.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term not = (ids.Is(3) | ids.Is(4)).ToFloat();
            Term before = draft.Concat(1, draft.Row(0), not.Slice(1, 0, 11));
            Term polarity = draft.Weights(64).Gather(ids) * (1 - (before * 2));
            draft.Output("score", (draft.Attentive(ids).Dense(32, 1) + polarity.Sum()).Tanh(), 1, 1);
        }),
        new("override/hot-words", "Speech recognition: boosts of words from the user's address book, an input, are added to the logits.", draft =>
        {
            Term logits = draft.Input("x", 1, 40, 20).Conv1(40, 48).Relu().Conv1(48, 32).Transpose(0, 2, 1);
            draft.Output("logits", logits.LogSoftmax() + draft.Mixed("boosts", OnnxType.Float, [1, 1, 32], 0, 0, 0, 2.5f), 1, 20, 32);
        }),
    ];

    private static Term Contrast(Draft draft) => draft.Drawn("x", OnnxType.Float, [1, 3, 16, 16], random =>
    {
        float contrast = random.NextSingle() * 0.3f;
        return _ => 0.4f + (random.NextSingle() * contrast);
    });
}
