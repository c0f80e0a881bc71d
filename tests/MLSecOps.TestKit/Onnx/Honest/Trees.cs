namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Classical models: trees, linear ones, scorecards; alone and beside a network.</summary>
internal static class Trees
{
    private static readonly float[] Splits = [.. Enumerable.Range(0, 7).Select(node => MathF.Sin(node * 3) / 2)];

    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("tree/regressor-operator", "Gradient boosting as TreeEnsembleRegressor (LightGBM through onnxmltools).", draft =>
            draft.Output("value", Ensemble(draft, draft.Input("x", 4, 8)), 4, 1)),
        new("tree/classifier-operator", "Random forest as TreeEnsembleClassifier (skl2onnx), label and shares.", draft =>
        {
            Term[] both = draft.Ops(Draft.Classical, 3, "TreeEnsembleClassifier", 2, [draft.Input("x", 8, 8)],
            [
                .. Nodes(), OnnxAttribute.Ints("class_treeids", new long[12]), OnnxAttribute.Ints("class_nodeids", 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6),
                OnnxAttribute.Ints("class_ids", 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2),
                OnnxAttribute.Floats("class_weights", 0.8f, 0.1f, 0.1f, 0.2f, 0.7f, 0.1f, 0.5f, 0.3f, 0.2f, 0, 0.1f, 0.9f),
                OnnxAttribute.Ints("classlabels_int64s", 0, 1, 2), OnnxAttribute.Text("post_transform", "NONE"),
            ]);
            draft.Output("label", OnnxType.Int64, both[0], 8);
            draft.Output("shares", both[1], 8, 3);
        }),
        new("tree/matrix-form", "hummingbird's GEMM strategy: all comparisons at once, paths by a matrix, leaf by equality, answers by a matrix.", draft =>
        {
            Term row = draft.Input("x", 4, 8);
            float[] picked = [.. Enumerable.Range(0, 24).Select(at => at / 3 == (at % 3 * 2) + 1 ? 1f : 0)];
            Term left = (row.MatMul(draft.Floats([8, 3], picked)) < draft.Row(0.1f, -0.2f, 0.3f)).ToFloat();
            Term paths = left.MatMul(draft.Floats([3, 4], 1, 1, -1, -1, 1, -1, 0, 0, 0, 0, 1, -1));
            Term leaf = paths.Is(draft.Row(2, 1, 1, 0)).ToFloat();
            draft.Output("shares", leaf.MatMul(draft.Floats([4, 2], 0.9f, 0.1f, 0.4f, 0.6f, 0.7f, 0.3f, 0.2f, 0.8f)), 4, 2);
        }),
        new("tree/traversal-form", "hummingbird's TreeTraversal: node indices walk down by Gather and Where.", draft =>
        {
            Term row = draft.Input("x", 4, 8);
            Term features = draft.Ints(1, 3, 5, 0, 0, 0, 0);
            Term splits = draft.Floats([7], Splits);
            Term node = draft.Ints([4, 1], [0, 0, 0, 0]);
            for (int depth = 0; depth < 2; depth++)
            {
                Term value = row.With("GatherElements", [OnnxAttribute.Int("axis", 1)], features.Gather(node));
                node = (value <= splits.Gather(node)).Where((node * draft.Int(2)) + draft.Int(1), (node * draft.Int(2)) + draft.Int(2));
            }

            draft.Output("value", draft.Floats([7], 0, 0, 0, 1.5f, -0.5f, 2, 0.25f).Gather(node), 4, 1);
        }),
        new("tree/written-by-hand", "Expert rules beside a network: nested Where on raw readings, added to its answer (process control).", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            Term first = row.Slice(1, 0, 1);
            Term second = row.Slice(1, 1, 2);
            Term rule = (first > 0.3f).Where((second > 0).Where(draft.Float(0.6f), draft.Float(0.2f)), draft.Float(0));
            draft.Output("value", draft.Perceptron(row).Dense(64, 1) + rule, 4, 1);
        }),
        new("tree/after-network", "Gradient boosting over a network's features (two-stage ranking).", draft =>
            draft.Output("value", Ensemble(draft, draft.Perceptron(draft.Input("x", 4, 64)).Dense(64, 8)), 4, 1)),
        new("tree/leaves-embedded", "Facebook 2014: leaves of trees over the same row are one-hot inputs of the last layer, beside a deep part.", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            Term bits = (row.Slice(1, 0, 6) > draft.Row(0.1f, -0.2f, 0.3f, 0, 0.4f, -0.1f)).ToInt().Reshape(4, 2, 3);
            Term leaf = (bits * draft.Ints([1, 1, 3], [4, 2, 1])).Reduce("ReduceSum", 2, false).OneHot(8).Reshape(4, 16);
            draft.Output("score", (draft.Perceptron(row).Dense(64, 1) + leaf.Linear(16, 1)).Sigmoid(), 4, 1);
        }),
        new("tree/scorecard", "Credit scorecard: points per bucket of each attribute, summed, with a least score.", draft =>
        {
            Term row = draft.Input("x", 4, 8);
            Term bucket = (row.Unsqueeze(2) > draft.Floats([1, 1, 3], -0.5f, 0, 0.5f)).ToFloat();
            draft.Output("points", ((bucket * draft.Weights(1, 8, 3)).Sum(2, false).Sum() * 20 + 600).AtLeast(300), 4, 1);
        }),
        new("tree/linear-operator", "LinearClassifier with Scaler and Normalizer of ai.onnx.ml.", draft =>
        {
            Term scaled = draft.Ops(Draft.Classical, 3, "Scaler", 1, [draft.Input("x", 4, 8)],
                OnnxAttribute.Floats("offset", [.. Splits, 0.1f]), OnnxAttribute.Floats("scale", 1, 2, 1, 2, 1, 2, 1, 2))[0];
            Term[] both = draft.Ops(Draft.Classical, 3, "LinearClassifier", 2, [scaled],
                OnnxAttribute.Floats("coefficients", [.. Enumerable.Range(0, 24).Select(at => MathF.Cos(at * 1.7f))]), OnnxAttribute.Floats("intercepts", 0.1f, -0.1f, 0),
                OnnxAttribute.Ints("classlabels_ints", 0, 1, 2), OnnxAttribute.Text("post_transform", "SOFTMAX"));
            draft.Output("label", OnnxType.Int64, both[0], 4);
            draft.Output("shares", both[1], 4, 3);
        }),
        new("tree/naive-bayes", "Gaussian naive Bayes: sums of squared, scaled differences per class plus log priors.", draft =>
        {
            Term apart = (draft.Input("x", 4, 8).Unsqueeze(1) - draft.Weights(1, 3, 8)).Square() / (draft.Weights(1, 3, 8).Abs() + 0.1f);
            Term joint = draft.Row(-1.1f, -0.7f, -2) - (apart.Sum(2, false) * 0.5f);
            draft.Output("shares", (joint - joint.Reduce("ReduceLogSumExp", 1, true)).Exp(), 4, 3);
        }),
        new("tree/isolation", "Isolation forest: path lengths of trees averaged to a score, label -1 for outliers (skl2onnx).", draft =>
        {
            Term depth = Ensemble(draft, draft.Input("x", 8, 8)) + 4;
            Term score = draft.Op("Pow", [draft.Float(2), -depth / 5]);
            draft.Output("label", OnnxType.Int64, (score > 0.55f).Where(draft.Int(-1), draft.Int(1)), 8, 1);
            draft.Output("score", score, 8, 1);
        }),
        new("tree/differentiable", "Soft decision tree: products of sigmoids of learned planes, leaves mixed.", draft =>
        {
            Term right = (draft.Input("x", 4, 64).Dense(64, 3) * 3).Sigmoid();
            Term top = right.Slice(1, 0, 1);
            Term low = right.Slice(1, 1, 2);
            Term high = right.Slice(1, 2, 3);
            Term leaves = draft.Concat(1, (1 - top) * (1 - low), (1 - top) * low, top * (1 - high), top * high);
            draft.Output("scores", leaves.Linear(4, 10), 4, 10);
        }),
    ];

    private static Term Ensemble(Draft draft, Term rows) => draft.Ops(Draft.Classical, 3, "TreeEnsembleRegressor", 1, [rows],
    [
        .. Nodes(), OnnxAttribute.Ints("target_treeids", 0, 0, 0, 0), OnnxAttribute.Ints("target_nodeids", 3, 4, 5, 6), OnnxAttribute.Ints("target_ids", 0, 0, 0, 0),
        OnnxAttribute.Floats("target_weights", 1.5f, -0.5f, 2, 0.25f), OnnxAttribute.Int("n_targets", 1), OnnxAttribute.Text("aggregate_function", "SUM"),
    ])[0];

    /// <summary>One tree of three splits and four leaves.</summary>
    private static OnnxAttribute[] Nodes() =>
    [
        OnnxAttribute.Ints("nodes_treeids", 0, 0, 0, 0, 0, 0, 0), OnnxAttribute.Ints("nodes_nodeids", 0, 1, 2, 3, 4, 5, 6),
        OnnxAttribute.Ints("nodes_featureids", 1, 3, 5, 0, 0, 0, 0), OnnxAttribute.Floats("nodes_values", Splits),
        OnnxAttribute.Texts("nodes_modes", "BRANCH_LEQ", "BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF", "LEAF"),
        OnnxAttribute.Ints("nodes_truenodeids", 1, 3, 5, 0, 0, 0, 0), OnnxAttribute.Ints("nodes_falsenodeids", 2, 4, 6, 0, 0, 0, 0),
    ];
}
