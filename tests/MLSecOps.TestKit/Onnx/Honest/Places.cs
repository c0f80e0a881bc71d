namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>One vector out of many places, and places told apart.</summary>
internal static class Places
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("place/mean-with-mask", "Sentence-Transformers: mean of the tokens that are not padding, divided by their count, at least 1e-9.", draft =>
        {
            Term ids = draft.Padded("input_ids", 2);
            Term mask = (!ids.Is(0)).ToFloat().Unsqueeze(2);
            Term hidden = draft.Block(draft.Embedded(ids), (1 - mask.Transpose(0, 2, 1)) * -10000);
            Term mean = (hidden * mask).Sum(1, false) / mask.Sum(1, false).AtLeast(1e-9f);
            draft.Output("embedding", mean / mean.Square().Sum().Sqrt().AtLeast(1e-12f), 2, 32);
        }),
        new("place/last-token", "Mistral embeddings: the hidden state of the last token that is not padding.", draft =>
        {
            Term ids = draft.Padded("input_ids", 2);
            Term hidden = draft.Block(draft.Embedded(ids));
            Term last = (!ids.Is(0)).ToInt().Reduce("ReduceSum", 1, false) - draft.Int(1);
            Term picked = hidden.With("GatherND", [OnnxAttribute.Int("batch_dims", 1)], last.Unsqueeze(1));
            draft.Output("scores", picked.Dense(32, 10), 2, 10);
        }),
        new("place/end-of-text", "CLIP: the text's feature is taken at the largest token id, which is that of the end.", draft =>
        {
            Term ids = draft.Tokens("input_ids", 64, 2, 12);
            Term hidden = draft.Block(draft.Embedded(ids)).LayerNorm(32);
            Term end = ids.ArgMax();
            Term rows = draft.Range(draft.Int(0), ids.Dim(0));
            Term picked = hidden.Then("GatherND", draft.Concat(1, rows.Unsqueeze(1), end.Unsqueeze(1)));
            draft.Output("embedding", picked.Linear(32, 16), 2, 16);
        }),
        new("place/maximum-with-mask", "Max pooling over time in which padding is set to the lowest value first.", draft =>
        {
            Term ids = draft.Padded();
            Term hidden = draft.Block(draft.Embedded(ids));
            Term kept = ids.Is(0).Unsqueeze(2).Where(draft.Float(-1e9f), hidden);
            draft.Output("scores", kept.Largest(1, false).Dense(32, 10), 1, 10);
        }),
        new("place/attention-pool", "Attention pooling with a learned query (CLIP's ResNet, set transformers).", draft =>
        {
            Term hidden = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 1, 12)));
            Term shares = draft.Weights(1, 1, 32).MatMul(hidden.Linear(32, 32).Transpose(0, 2, 1)).Softmax();
            draft.Output("scores", shares.MatMul(hidden.Linear(32, 32)).Squeeze(1).Dense(32, 10), 1, 10);
        }),
        new("place/rotary", "Rotary embeddings (LLaMA): sine and cosine of the place turn pairs of features.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term hidden = draft.Weights(64, 32).Gather(ids);
            Term places = draft.Range(draft.Int(0), ids.Dim(1)).ToFloat().Unsqueeze(1);
            Term angle = places * draft.Floats([1, 16], index => MathF.Pow(10000, -index / 16f));
            Term twice = draft.Concat(1, angle, angle);
            Term Turn(Term value) => (value * twice.Then("Cos")) + (draft.Concat(2, -value.Slice(2, 16, 32), value.Slice(2, 0, 16)) * twice.Then("Sin"));
            Term scores = Turn(hidden.Linear(32, 32)).MatMul(Turn(hidden.Linear(32, 32)).Transpose(0, 2, 1)) / 5.66f;
            draft.Output("scores", (hidden + scores.Softmax().MatMul(hidden.Linear(32, 32))).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("place/sine-table", "Sinusoidal places (Transformer 2017) cut from a table to the length of the input.", draft =>
        {
            Term ids = draft.Open("ids", OnnxType.Int64, [1, -1], [1, 12], random => random.Next(64));
            float[] table = [.. Enumerable.Range(0, 32 * 32).Select(at => MathF.Sin((at / 32 / MathF.Pow(10000, at % 32 / 2 / 16f)) + (at % 2 * MathF.PI / 2)))];
            Term cut = draft.Floats([1, 32, 32], table).Then("Slice", draft.Ints(0), ids.Dim(1).Unsqueeze(0), draft.Ints(1));
            draft.Output("scores", draft.Block((draft.Weights(64, 32).Gather(ids) * 5.66f) + cut).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("place/padding-aware-positions", "RoBERTa: the position of a token is the running count of tokens that are not padding.", draft =>
        {
            Term ids = draft.Padded("input_ids", 2);
            Term used = (!ids.Is(0)).ToInt();
            Term places = used.Then("CumSum", draft.Int(1)) * used;
            Term hidden = draft.Weights(64, 32).Gather(ids) + draft.Weights(13, 32).Gather(places);
            draft.Output("scores", draft.Block(hidden.LayerNorm(32)).Mean(1, false).Dense(32, 10), 2, 10);
        }),
        new("place/class-token", "ViT: a learned token in front of the patches, whose state is the picture's.", draft =>
        {
            Term patches = draft.Input("x", 2, 11, 32).Dense(32, 32);
            Term token = draft.Op("Expand", [draft.Weights(1, 1, 32), draft.Concat(0, patches.Dim(0).Reshape(1), draft.Ints(1, 32))]);
            Term hidden = draft.Concat(1, token, patches) + draft.Weights(1, 12, 32);
            draft.Output("scores", draft.Block(hidden).Slice(1, 0, 1).Squeeze(1).Dense(32, 10), 2, 10);
        }),
        new("place/masked-patches", "BEiT, wav2vec: patches of a given mask are replaced by one learned vector.", draft =>
        {
            Term patches = draft.Input("x", 1, 12, 32).Dense(32, 32);
            Term hidden = draft.Mixed("mask", OnnxType.Bool, [1, 12, 1], 0, 0, 0, 1).Where(draft.Weights(1, 1, 32), patches);
            draft.Output("codes", draft.Block(hidden + draft.Weights(1, 12, 32)).Dense(32, 40), 1, 12, 40);
        }),
        new("place/unknown-token", "Vocabulary of a pruned model: ids that it has not are read as the unknown token.", draft =>
        {
            Term ids = draft.Tokens("ids", 80, 1, 12);
            Term known = (ids < draft.Int(64)).Where(ids, draft.Int(1));
            draft.Output("scores", draft.Attentive(known).Dense(32, 10), 1, 10);
        }),
        new("place/hashed-subwords", "fastText: rolling hash of neighbours, modulo the number of buckets, as rows of a table.", draft =>
        {
            Term ids = draft.Tokens("ids", 1000, 1, 12);
            Term pairs = (ids.Slice(1, 0, 11) * draft.Int(16777619)) + (ids.Slice(1, 1, 12) * draft.Int(31));
            Term buckets = pairs.Then("Mod", draft.Int(97));
            Term words = draft.Weights(64, 32).Gather(ids.Then("Mod", draft.Int(64))).Mean(1, false);
            draft.Output("scores", (words + draft.Weights(97, 32).Gather(buckets).Mean(1, false)).Dense(32, 10).Softmax(), 1, 10);
        }),
        new("place/graph-neighbours", "Graph network: mean over neighbours by an adjacency matrix that is input; nodes without any keep their own state.", draft =>
        {
            Term nodes = draft.Input("nodes", 8, 16);
            Term edges = draft.Mixed("edges", OnnxType.Float, [8, 8], 0, 0, 0, 1);
            Term count = edges.Sum(1);
            Term message = edges.MatMul(nodes.Linear(16, 16)) / count.AtLeast(1);
            Term state = (count > 0).Where(message, nodes) + nodes.Dense(16, 16);
            draft.Output("scores", state.Relu().Mean(0).Dense(16, 10), 1, 10);
        }),
    ];
}
