namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Reckoning with shapes, as exporters write it.</summary>
internal static class Shapes
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("shape/expand-where", "PyTorch's expand: Where(shape == -1, 1, shape) beside ConstantOfShape.", draft =>
        {
            Term ids = Open(draft);
            Term wanted = draft.Concat(0, ids.Dim(0).Reshape(1), draft.Ints(-1), ids.Dim(1).Reshape(1));
            Term ones = wanted.Shape().With("ConstantOfShape", [OnnxAttribute.Tensor("value", OnnxTensor.Int64s(null, [1], 1))]);
            Term dims = wanted.Is(ones * draft.Int(-1)).Where(ones, wanted);
            Term mask = (1 - (!ids.Is(0)).ToFloat().Unsqueeze(1).Then("Expand", dims)) * -10000;
            draft.Output("scores", draft.Block(draft.Weights(64, 32).Gather(ids), mask).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("shape/view", "view(batch, -1) through Shape, Gather, Unsqueeze and Concat.", draft =>
        {
            Term features = draft.Open("x", OnnxType.Float, [-1, 3, 16, 16], [2, 3, 16, 16], random => random.NextSingle()).Conv(3, 8, 3, 2).Relu();
            Term dims = draft.Concat(0, features.Dim(0).Unsqueeze(0), draft.Ints(-1));
            draft.Output("scores", features.Then("Reshape", dims).Dense(512, 10), -1, 10);
        }),
        new("shape/range-mask", "Lengths to a mask: Range(0, longest) < length.", draft =>
        {
            Term frames = draft.Open("x", OnnxType.Float, [2, -1, 24], [2, 12, 24], random => random.NextSingle());
            Term lengths = draft.Mixed("lengths", OnnxType.Int64, [2], 4, 9, 12);
            Term mask = (draft.Range(draft.Int(0), frames.Dim(1)).Unsqueeze(0) < lengths.Unsqueeze(1)).ToFloat().Unsqueeze(2);
            draft.Output("scores", ((frames.Dense(24, 32).Relu() * mask).Sum(1, false) / lengths.ToFloat().Unsqueeze(1)).Dense(32, 10), 2, 10);
        }),
        new("shape/initial-state", "Zeros for the first state, of as many rows as the batch has.", draft =>
        {
            Term rows = draft.Open("x", OnnxType.Float, [-1, 24], [2, 24], random => random.NextSingle());
            Term zeros = draft.Op("ConstantOfShape", [draft.Concat(0, rows.Dim(0).Unsqueeze(0), draft.Ints(32))]);
            draft.Output("scores", (rows.Linear(24, 32) + zeros.Linear(32, 32)).Tanh().Dense(32, 10), -1, 10);
        }),
        new("shape/pad-to-multiple", "Padded to a multiple of 8 and cut back at the end.", draft =>
        {
            Term frames = draft.Open("x", OnnxType.Float, [1, 4, -1], [1, 4, 21], random => random.NextSingle());
            Term missing = (draft.Int(8) - frames.Dim(2).Then("Mod", draft.Int(8))).Then("Mod", draft.Int(8));
            Term padded = frames.Then("Pad", draft.Concat(0, draft.Ints(0, 0, 0, 0, 0), missing.Unsqueeze(0)));
            Term made = padded.Conv1(4, 24).Relu().Conv1(24, 4);
            draft.Output("y", made.Then("Slice", draft.Ints(0), frames.Dim(2).Unsqueeze(0), draft.Ints(2)), 1, 4, -1);
        }),
        new("shape/upsample-like", "Resize to the size of another tensor (feature pyramids).", draft =>
        {
            Term features = draft.Open("x", OnnxType.Float, [1, 3, -1, -1], [1, 3, 16, 16], random => random.NextSingle()).Conv(3, 12).Relu();
            Term low = features.Conv(12, 12, 3, 2).Relu();
            Term dims = draft.Concat(0, low.Shape().Slice(0, 0, 2), features.Shape().Slice(0, 2, 4));
            Term up = low.With("Resize", [OnnxAttribute.Text("mode", "nearest")], draft.None, draft.None, dims);
            draft.Output("scores", (features + up).GlobalPool().Flatten().Dense(12, 10), 1, 10);
        }),
        new("shape/position-clipped", "Positions beyond the table's last row use the last row.", draft =>
        {
            Term ids = Open(draft);
            Term places = draft.Range(draft.Int(0), ids.Dim(1)).Then("Min", draft.Int(7));
            draft.Output("scores", draft.Block(draft.Weights(64, 32).Gather(ids) + draft.Weights(8, 32).Gather(places)).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("shape/empty-guard", "Detections may be none: one row of zeros is put in so that the next stage always has one.", draft =>
        {
            Term rows = draft.Input("x", 8, 16);
            Term score = rows.Dense(16, 24).Relu().Dense(24, 1).Squeeze(1).Sigmoid();
            Term kept = rows.With("Compress", [OnnxAttribute.Int("axis", 0)], score > 0.6f);
            draft.Output("scores", draft.Concat(0, kept, draft.Row(new float[16])).Dense(16, 10).Largest(0), 1, 10);
        }),
        new("shape/windows", "Windows of a long signal through nested slices, answers averaged by their number.", draft =>
        {
            Term wave = draft.Input("x", 1, 160);
            Term[] windows = [.. Enumerable.Range(0, 4).Select(at => wave.Slice(1, at * 32, (at * 32) + 64))];
            Term scores = draft.Perceptron(draft.Concat(0, windows)).Dense(64, 10);
            draft.Output("scores", scores.Sum(0) / scores.Dim(0).ToFloat(), 1, 10);
        }),
    ];

    private static Term Open(Draft draft) => draft.Open("ids", OnnxType.Int64, [1, -1], [1, 12], random => random.Next(64));
}
