namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Transformers do not look everywhere.</summary>
internal static class Masks
{
    private const float Never = -1e9f;

    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("mask/padding-by-token", "Encoder that finds its padding itself: where the token is 0, the score gets -1e9.", draft =>
        {
            Term ids = draft.Padded();
            Term mask = ids.Is(0).ToFloat().Unsqueeze(1) * Never;
            draft.Output("scores", draft.Block(draft.Embedded(ids), mask).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/attention-mask-input", "BERT of Hugging Face: (1 - attention_mask) × the lowest float, added to all scores.", draft =>
        {
            Term ids = draft.Tokens("input_ids", 64, 2, 12);
            Term seen = draft.Drawn("attention_mask", OnnxType.Int64, [2, 12], Used);
            Term mask = (1 - seen.ToFloat()).Unsqueeze(1) * float.MinValue;
            Term hidden = draft.Block(draft.Block(draft.Embedded(ids), mask), mask);
            draft.Output("scores", hidden.Slice(1, 0, 1).Squeeze(1).Dense(32, 32).Tanh().Dense(32, 10), 2, 10);
        }),
        new("mask/where-attention", "The same as PyTorch's masked_fill writes it: Where(mask == 0, -inf, scores).", draft =>
        {
            Term ids = draft.Padded("ids", 2);
            Term mask = ids.Is(0).Unsqueeze(1).Where(draft.Float(-3e38f), draft.Float(0));
            draft.Output("scores", draft.Block(draft.Embedded(ids), mask).Largest(1, false).Dense(32, 10), 2, 10);
        }),
        new("mask/causal-trilu", "GPT: the upper triangle of the scores is lowered, made by Trilu from the length.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term square = draft.Op("Expand", [draft.Float(Never), draft.Concat(0, ids.Dim(1).Reshape(1), ids.Dim(1).Reshape(1))]);
            Term mask = square.With("Trilu", [OnnxAttribute.Int("upper", 1)], draft.Int(1));
            draft.Output("logits", draft.Block(draft.Embedded(ids), mask).Linear(32, 64), 1, 12, 64);
        }),
        new("mask/causal-range", "Causal mask by comparing places: Where(i >= j, 0, -inf).", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term places = draft.Range(draft.Int(0), ids.Dim(1));
            Term allowed = places.Unsqueeze(1) >= places.Unsqueeze(0);
            Term mask = allowed.Where(draft.Float(0), draft.Float(float.NegativeInfinity));
            draft.Output("logits", draft.Block(draft.Embedded(ids), mask).Slice(1, 11, 12).Squeeze(1).Linear(32, 64), 1, 64);
        }),
        new("mask/sliding-window", "Longformer and Mistral: a place sees only those at most three before it.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term places = draft.Range(draft.Int(0), ids.Dim(1));
            Term back = places.Unsqueeze(1) - places.Unsqueeze(0);
            Term near = (back >= draft.Int(0)) & (back < draft.Int(4));
            Term mask = near.Where(draft.Float(0), draft.Float(Never));
            draft.Output("scores", draft.Block(draft.Embedded(ids), mask).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/packed-sequences", "Packed sequences: places with another segment id than one's own are not seen.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term segments = draft.Drawn("segments", OnnxType.Int64, [1, 12], random =>
            {
                int cut = random.Next(2, 10);
                return place => place < cut ? 0f : 1f;
            });
            Term same = segments.Unsqueeze(2).Is(segments.Unsqueeze(1));
            Term mask = same.Where(draft.Float(0), draft.Float(Never));
            Term hidden = draft.Embedded(ids) + draft.Weights(2, 32).Gather(segments);
            draft.Output("logits", draft.Block(hidden, mask).Dense(32, 8), 1, 12, 8);
        }),
        new("mask/prefix", "Prefix language model (UniLM, T5 prefix): all of the prompt is seen, the rest only backwards.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term prefix = draft.Setting("prefix", OnnxType.Int64, [1], 3, 5, 7);
            Term places = draft.Range(draft.Int(0), ids.Dim(1));
            Term seen = (places.Unsqueeze(1) >= places.Unsqueeze(0)) | (places.Unsqueeze(0) < prefix);
            draft.Output("scores", draft.Block(draft.Embedded(ids), seen.Where(draft.Float(0), draft.Float(Never))).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/after-softmax", "Shares multiplied by the key mask and divided by their sum (ESIM, AllenNLP masked_softmax).", draft =>
        {
            Term ids = draft.Padded();
            Term values = draft.Embedded(ids);
            Term kept = (!ids.Is(0)).ToFloat();
            Term shares = values.Dense(32, 1).Squeeze(2).Softmax() * kept;
            Term normal = shares / (shares.Sum() + 1e-13f);
            draft.Output("scores", (values * normal.Unsqueeze(2)).Sum(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/alibi", "ALiBi (BLOOM, MPT): scores fall with the distance, slope by head.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term places = draft.Range(draft.Int(0), ids.Dim(1)).ToFloat();
            Term bias = (places.Unsqueeze(0) - places.Unsqueeze(1)) * 0.25f;
            Term mask = (bias > 0).Where(draft.Float(Never), bias);
            draft.Output("logits", draft.Block(draft.Embedded(ids), mask).Linear(32, 64), 1, 12, 64);
        }),
        new("mask/relative-buckets", "T5: distances in buckets, exact when near and logarithmic when far, each with a learned bias.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term places = draft.Range(draft.Int(0), ids.Dim(1));
            Term distance = (places.Unsqueeze(0) - places.Unsqueeze(1)).Abs();
            Term far = ((distance.ToFloat() / 4).AtLeast(1).Log() / MathF.Log(4) * 4).ToInt() + draft.Int(4);
            Term bucket = (distance < draft.Int(4)).Where(distance, far.Then("Min", draft.Int(7)));
            draft.Output("scores", draft.Block(draft.Embedded(ids), draft.Weights(8).Gather(bucket)).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/random-block-global", "BigBird and Longformer: the first token sees all and is seen by all, others a band.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term places = draft.Range(draft.Int(0), ids.Dim(1));
            Term row = places.Unsqueeze(1);
            Term column = places.Unsqueeze(0);
            Term seen = ((row - column).Abs() <= draft.Int(2)) | row.Is(0) | column.Is(0);
            draft.Output("scores", draft.Block(draft.Embedded(ids), (1 - seen.ToFloat()) * -10000).Slice(1, 0, 1).Squeeze(1).Dense(32, 10), 1, 10);
        }),
        new("mask/window-shifted", "Swin: after the shift, places of other regions are masked by -100, from a constant.", draft =>
        {
            Term patches = draft.Input("x", 1, 12, 32);
            Term shifted = draft.Concat(1, patches.Slice(1, 3, 12), patches.Slice(1, 0, 3));
            Term mask = draft.Floats([1, 12, 12], place => place / 12 < 9 == place % 12 < 9 ? 0 : -100f);
            draft.Output("scores", draft.Block(shifted, mask).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("mask/span-scores", "Question answering: start and end logits of places outside the context are lowered.", draft =>
        {
            Term ids = draft.Padded();
            Term logits = draft.Block(draft.Embedded(ids)).Dense(32, 2);
            Term outside = ids.Is(0) | (draft.Range(draft.Int(0), ids.Dim(1)) < draft.Int(2)).Unsqueeze(0);
            draft.Output("logits", outside.Unsqueeze(2).Where(draft.Float(-1e30f), logits), 1, 12, 2);
        }),
    ];

    /// <summary>Ones, then zeros, in two rows of 12.</summary>
    private static Func<int, float> Used(Random random)
    {
        int[] used = [random.Next(4, 13), random.Next(4, 13)];
        return place => place % 12 < used[place / 12] ? 1 : 0;
    }
}
