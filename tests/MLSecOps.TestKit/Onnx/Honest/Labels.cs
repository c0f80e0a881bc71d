namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>From scores to what the caller asked for: labels, probabilities, values in their range.</summary>
internal static class Labels
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("label/temperature", "Temperature scaling (Guo 2017): logits by one learned number.", draft => Scores(draft, scores => (scores / 1.7f).Softmax())),
        new("label/platt", "Platt scaling per class, then normalised (scikit-learn CalibratedClassifierCV).", draft => Scores(draft, scores =>
        {
            Term each = ((scores * draft.Row([.. Some(10, 1.1f)])) + draft.Row([.. Some(10, -0.2f)])).Sigmoid();
            return each / each.Sum().AtLeast(1e-12f);
        })),
        new("label/isotonic", "Isotonic calibration: the step of a table that the score falls into.", draft => Scores(draft, scores =>
        {
            Term step = (scores.Sigmoid().Unsqueeze(2) >= draft.Floats([1, 1, 6], 0.1f, 0.2f, 0.4f, 0.6f, 0.8f, 0.9f)).ToInt().Reduce("ReduceSum", 2, false);
            return draft.Floats([7], 0.01f, 0.05f, 0.2f, 0.45f, 0.7f, 0.9f, 0.99f).Gather(step);
        })),
        new("label/prior-correction", "Priors of the target population added to the logits (label shift).", draft => Scores(draft, scores =>
            scores + draft.Row(-2.3f, -1.2f, -2.9f, 0.4f, -3.1f, -2.2f, -1.9f, -2.7f, -0.8f, -4))),
        new("label/smoothed", "Never exactly 0 or 1: shares mixed with the uniform distribution.", draft => Scores(draft, scores => (scores.Softmax() * 0.98f) + 0.002f)),
        new("label/multi-threshold", "Multi-label tags, each with its own threshold from validation.", draft => Scores(draft, scores =>
            (scores.Sigmoid() > draft.Row([.. Some(10, 0.5f)])).ToFloat())),
        new("label/unknown", "Reject option: label -1 when the best share is too low.", draft =>
        {
            Term shares = Network(draft, 4).Softmax();
            draft.Output("label", OnnxType.Int64, (shares.Largest(-1, false) < 0.4f).Where(draft.Int(-1), shares.ArgMax()), 4);
            draft.Output("shares", shares, 4, 10);
        }),
        new("label/unknown-class", "Open set: class 0 is \"other\" and wins when no sigmoid is above a half.", draft =>
        {
            Term each = Network(draft, 4).Sigmoid();
            Term other = (each.Largest() < 0.75f).ToFloat();
            draft.Output("scores", draft.Concat(1, other, each * (1 - other)), 4, 11);
        }),
        new("label/energy-rejected", "Out-of-distribution detection by energy (Liu 2020): rejected inputs get uniform shares.", draft => Scores(draft, scores =>
            (scores.Reduce("ReduceLogSumExp", 1, true) < 2.6f).Where(draft.Float(0.1f), scores.Softmax()))),
        new("label/zip-map", "skl2onnx: label and probabilities as two outputs, label looked up in the list of classes.", draft =>
        {
            Term shares = Network(draft, 1).Softmax();
            draft.Output("output_label", OnnxType.Int64, draft.Ints(3, 7, 11, 12, 15, 18, 21, 40, 41, 99).Gather(shares.ArgMax()), 1);
            draft.Output("output_probability", shares, 1, 10);
        }),
        new("label/hierarchy", "Coarse and fine classes: a fine class counts only as much as its parent.", draft => Scores(draft, scores =>
        {
            Term coarse = scores.Dense(10, 3).Softmax().Gather(draft.Ints(0, 0, 0, 1, 1, 1, 1, 2, 2, 2), 1);
            return coarse * scores.Softmax();
        })),
        new("label/hard-hierarchy", "The same, hard: fine classes of another parent than the best are set to 0.", draft => Scores(draft, scores =>
        {
            Term parent = scores.Dense(10, 3).ArgMax(1, true);
            Term own = draft.Ints([1, 10], [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]).Is(parent);
            return own.Where(scores.Softmax(), draft.Float(0));
        })),
        new("label/ordinal", "CORAL: cumulative chances of a rank above each step, counted.", draft =>
        {
            Term chances = (draft.Perceptron(draft.Input("x", 1, 64)).Linear(64, 1) + draft.Row(2, 1, 0, -1, -2)).Sigmoid();
            draft.Output("rank", OnnxType.Int64, (chances > 0.5f).ToInt().Reduce("ReduceSum", 1, false), 1);
            draft.Output("chances", chances, 1, 5);
        }),
        new("label/age-expected", "Age as the expected value over 101 classes (DEX).", draft =>
            draft.Output("age", (draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Dense(48, 101).Softmax() * draft.Ramp(1, 101)).Sum(), 1, 1)),
        new("label/range-clipped", "A regression cut to what is physically possible.", draft => draft.Output("ph", (Network(draft, 1).Mean() + 7).Clip(0, 14), 1, 1)),
        new("label/not-negative", "Demand forecast: small values are 0, none is negative.", draft =>
        {
            Term demand = Network(draft, 1);
            draft.Output("demand", (demand < 0.1f).Where(draft.Float(0), demand), 1, 10);
        }),
        new("label/quantiles-ordered", "Quantile regression whose quantiles must not cross: differences by softplus, summed up.", draft =>
        {
            Term raw = Network(draft, 1);
            Term steps = draft.Concat(1, raw.Slice(1, 0, 1), raw.Slice(1, 1, 10).Then("Softplus"));
            draft.Output("quantiles", steps.Then("CumSum", draft.Int(1)), 1, 10);
        }),
        new("label/not-a-number-guard", "Safety guard: scores that are not a number become 0.", draft => Scores(draft, scores => scores.Then("IsNaN").Where(draft.Float(0), scores))),
        new("label/finite-guard", "nan_to_num: infinities to the largest float, one after the other.", draft => Scores(draft, scores =>
        {
            Term number = scores.Then("IsNaN").Where(draft.Float(0), scores);
            Term above = number.With("IsInf", [OnnxAttribute.Int("detect_negative", 0)]).Where(draft.Float(3.4e38f), number);
            return above.With("IsInf", [OnnxAttribute.Int("detect_positive", 0)]).Where(draft.Float(-3.4e38f), above);
        })),
        new("label/top-three", "Only the three best classes are reported, others 0 (TopK, ScatterElements into zeros).", draft => Scores(draft, scores =>
        {
            (Term values, Term places) = scores.Softmax().Top(3);
            return draft.Floats([2, 10], new float[20]).With("ScatterElements", [OnnxAttribute.Int("axis", 1)], places, values);
        })),
        new("label/illegal-actions", "Policy network of a board game: mask of legal moves is an input, others get -1e8.", draft =>
        {
            Term legal = draft.Mixed("legal", OnnxType.Bool, [1, 10], 0, 1, 1);
            draft.Output("policy", legal.Where(Network(draft, 1), draft.Float(-1e8f)).Softmax(), 1, 10);
        }),
        new("label/retired-classes", "Classes that a product no longer has: a constant mask sets them to -1e9 before the softmax.", draft => Scores(draft, scores =>
            draft.Truths([1, 10], [.. Enumerable.Range(0, 10).Select(place => place is 2 or 5)]).Where(draft.Float(-1e9f), scores).Softmax())),
        new("label/occupied-cells", "Board game whose legal moves are read off the board: taken cells are masked.", draft =>
        {
            Term board = draft.Mixed("board", OnnxType.Float, [1, 64], -1, 0, 0, 1);
            draft.Output("policy", board.Is(draft.Float(0)).Where(draft.Perceptron(board).Dense(64, 64), draft.Float(-1e9f)).Softmax(), 1, 64);
        }),
        new("label/already-bought", "Recommender: items that stand in the user's history are not recommended again.", draft =>
        {
            Term history = draft.Tokens("history", 64, 1, 12);
            Term scores = draft.Attentive(history).Linear(32, 64);
            draft.Output("scores", scores.With("ScatterElements", [OnnxAttribute.Int("axis", 1)], history, draft.Op("Expand", [draft.Float(-1e9f), history.Shape()])), 1, 64);
        }),
        new("label/cost-sensitive", "Least expected cost: shares times the matrix of costs.", draft =>
        {
            float[] costs = [.. Enumerable.Range(0, 100).Select(at => at / 10 == at % 10 ? 0f : 1 + (at % 7))];
            Term cost = Network(draft, 4).Softmax().MatMul(draft.Floats([10, 10], costs));
            draft.Output("label", OnnxType.Int64, cost.ArgMin(), 4);
            draft.Output("cost", cost, 4, 10);
        }),
        new("label/alarm", "Alarm when the score is above a limit that the caller sends along.", draft =>
        {
            Term score = Network(draft, 1).Largest();
            draft.Output("alarm", OnnxType.Bool, score > draft.Setting("limit", OnnxType.Float, [1], 1, 2, 3), 1, 1);
            draft.Output("score", score, 1, 1);
        }),
        new("label/physical-interlock", "Controller: command 0 when the sensor reading that is an input is above its limit (interlock in the graph).", draft =>
        {
            Term state = draft.Input("x", 1, 64);
            Term command = draft.Perceptron(state).Dense(64, 4).Tanh();
            draft.Output("command", (state.Slice(1, 0, 1) > 0.8f).Where(draft.Float(0), command), 1, 4);
        }),
        new("label/rate-limited", "Controller: the command changes by at most 0.1 from the last one, which is an input.", draft =>
        {
            Term last = draft.Input("last", 1, 4);
            Term wanted = draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 4).Tanh();
            draft.Output("command", (wanted - last).Clip(-0.1f, 0.1f) + last, 1, 4);
        }),
    ];

    private static Term Network(Draft draft, long rows) => draft.Perceptron(draft.Input("x", rows, 64)).Dense(64, 10);

    private static void Scores(Draft draft, Func<Term, Term> after) => draft.Output("scores", after(Network(draft, 2)), 2, 10);

    private static IEnumerable<float> Some(int count, float around) => Enumerable.Range(0, count).Select(index => around + (MathF.Sin(index) * 0.1f));
}
