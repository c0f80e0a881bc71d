namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Networks with a state, spelled out or in loops, for sequences of unequal length.</summary>
internal static class Recurrent
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("recurrent/gru-cell", "One step of a GRU in small operators; the state is input and output (streaming).", draft =>
        {
            Term input = draft.Input("x", 1, 24);
            Term state = draft.Input("state", 1, 32);
            Term both = draft.Concat(1, input, state);
            Term update = both.Dense(56, 32).Sigmoid();
            Term fresh = draft.Concat(1, input, state * both.Dense(56, 32).Sigmoid()).Dense(56, 32).Tanh();
            Term next = (update * state) + ((1 - update) * fresh);
            draft.Output("scores", next.Dense(32, 10), 1, 10);
            draft.Output("state_out", next, 1, 32);
        }),
        new("recurrent/lstm-cell", "One step of an LSTM with peephole connections and a cut cell state.", draft =>
        {
            Term hidden = draft.Input("h", 1, 32);
            Term cell = draft.Input("c", 1, 32);
            Term[] parts = draft.Concat(1, draft.Input("x", 1, 24), hidden).Dense(56, 128).Split(4);
            Term next = ((parts[0] + (cell * draft.Weights(32))).Sigmoid() * parts[1].Tanh()) + ((parts[2] + 1).Sigmoid() * cell);
            Term cut = next.Clip(-3, 3);
            Term shown = parts[3].Sigmoid() * cut.Tanh();
            draft.Output("scores", shown.Dense(32, 10), 1, 10);
            draft.Output("h_out", shown, 1, 32);
            draft.Output("c_out", cut, 1, 32);
        }),
        new("recurrent/operator-with-lengths", "ONNX's LSTM in both directions with sequence lengths as input.", draft =>
        {
            Term frames = draft.Input("x", 20, 1, 24);
            Term length = draft.Setting("length", OnnxType.Int32, [1], 8, 15, 20);
            Term last = draft.Ops("LSTM", 2, [frames, draft.Weights(2, 64, 24), draft.Weights(2, 64, 16), draft.Weights(2, 128), length],
                OnnxAttribute.Int("hidden_size", 16), OnnxAttribute.Text("direction", "bidirectional"))[1];
            draft.Output("scores", last.Transpose(1, 0, 2).Reshape(1, 32).Dense(32, 10), 1, 10);
        }),
        new("recurrent/scan-masked", "A scan over frames whose state stays beyond the sequence's length: Where(t < length, next, state).", draft =>
        {
            Term frames = draft.Input("x", 20, 1, 24);
            Term length = draft.Setting("length", OnnxType.Int64, [1], 8, 15, 20);
            Term inside = (draft.Range(draft.Int(0), draft.Int(20)) < length).Reshape(20, 1, 1);
            Term input = draft.Weights(24, 32);
            Term recurrent = draft.Weights(32, 32);
            Term[] result = draft.Scan([draft.Floats([1, 32], new float[32])], [frames, inside], (states, items) =>
                [items[1].Where((items[0].MatMul(input) + states[0].MatMul(recurrent)).Tanh(), states[0])], 1);
            draft.Output("scores", result[0].Dense(32, 10), 1, 10);
        }),
        new("recurrent/padding-skipped", "Token 0 does not change the state: found by the loop itself (Keras mask_zero).", draft =>
        {
            Term ids = draft.Padded();
            Term vectors = draft.Weights(64, 32).Gather(ids).Transpose(1, 0, 2);
            Term used = (!ids.Is(0)).Transpose(1, 0).Unsqueeze(2);
            Term recurrent = draft.Weights(32, 32);
            Term[] result = draft.Scan([draft.Floats([1, 32], new float[32])], [vectors, used], (states, items) =>
                [items[1].Where((items[0] + states[0].MatMul(recurrent)).Tanh(), states[0])], 1);
            draft.Output("scores", result[0].Dense(32, 10), 1, 10);
        }),
        new("recurrent/reset", "Streaming: a flag that is input sets the state back to zero at the start of an utterance.", draft =>
        {
            Term state = draft.Input("state", 1, 32);
            Term start = draft.Mixed("start", OnnxType.Bool, [1, 1], 0, 1).Where(draft.Float(0), state);
            Term next = draft.Concat(1, draft.Input("x", 1, 24), start).Dense(56, 32).Tanh();
            draft.Output("scores", next.Dense(32, 10), 1, 10);
            draft.Output("state_out", next, 1, 32);
        }),
        new("recurrent/self-reset", "The state is set back when the detector itself has fired (key words, so as not to fire twice).", draft =>
        {
            Term next = draft.Concat(1, draft.Input("x", 1, 24), draft.Input("state", 1, 32)).Dense(56, 32).Tanh();
            Term score = next.Dense(32, 1).Sigmoid();
            draft.Output("score", score, 1, 1);
            draft.Output("state_out", (score > 0.8f).Where(draft.Float(0), next), 1, 32);
        }),
        new("recurrent/loop-until-still", "Deep equilibrium: iterated until the state no longer changes, at most ten rounds.", draft =>
        {
            Term input = draft.Input("x", 1, 64).Dense(64, 48);
            Term weights = draft.Weights(48, 48) * 0.3f;
            Term moving = draft.Truths([], true);
            Term[] result = draft.Loop(draft.Int(10), [draft.Floats([1, 48], new float[48]), moving], (_, states) =>
            {
                Term next = (states[0].MatMul(weights) + input).Tanh();
                Term moves = (next - states[0]).Abs().Reduce("ReduceMax") > 0.01f;
                return [states[1].Where(next, states[0]), states[1] & moves];
            }, 2);
            draft.Output("scores", result[0].Dense(48, 10), 1, 10);
        }),
        new("recurrent/convolution-cache", "Streaming convolution: the last frames are an input and go out again (WeNet).", draft =>
        {
            Term cache = draft.Concat(2, draft.Input("cache", 1, 40, 4), draft.Input("x", 1, 40, 8));
            Term hidden = cache.With("Conv", [OnnxAttribute.Ints("kernel_shape", 5)], draft.Weights(48, 40, 5), draft.Weights(48)).Relu();
            draft.Output("scores", hidden.Transpose(0, 2, 1).Dense(48, 12), 1, 8, 12);
            draft.Output("cache_out", cache.Slice(2, 8, 12), 1, 40, 4);
        }),
        new("recurrent/key-value-cache", "Decoder with a cache of keys and values as input; the mask lets through what is written so far.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 1);
            Term past = draft.Setting("past", OnnxType.Int64, [1], 2, 5, 9);
            Term hidden = draft.Weights(64, 32).Gather(ids);
            Term keys = draft.Concat(1, draft.Input("keys", 1, 11, 32), hidden.Linear(32, 32));
            Term values = draft.Concat(1, draft.Input("values", 1, 11, 32), hidden.Linear(32, 32));
            Term place = draft.Range(draft.Int(0), draft.Int(12));
            Term mask = ((place < past) | place.Is(11)).Where(draft.Float(0), draft.Float(-1e9f));
            Term shares = ((hidden.Linear(32, 32).MatMul(keys.Transpose(0, 2, 1)) / 5.66f) + mask).Softmax();
            draft.Output("logits", (hidden + shares.MatMul(values)).Squeeze(1).Linear(32, 64), 1, 64);
        }),
        new("recurrent/forecast-loop", "Forecast over several steps: the value forecast last goes in as the newest.", draft =>
        {
            Term weights = draft.Weights(16, 32);
            Term last = draft.Weights(32, 1);
            Term[] result = draft.Loop(draft.Int(4), [draft.Input("x", 1, 16)], (_, states) =>
            {
                Term next = states[0].MatMul(weights).Tanh().MatMul(last);
                return [draft.Concat(1, states[0].Slice(1, 1, 16), next), next];
            }, 2);
            draft.Output("forecast", result[1].Reshape(1, 4), 1, 4);
        }),
        new("recurrent/sequence-operators", "Frames in an ONNX sequence, one network over each (exported list of tensors).", draft =>
        {
            Term frames = draft.Input("x", 4, 64).With("SplitToSequence", [OnnxAttribute.Int("axis", 0), OnnxAttribute.Int("keepdims", 1)]);
            Term[] answers = [.. Enumerable.Range(0, 4).Select(at => frames.Then("SequenceAt", draft.Int(at)).Dense(64, 32).Relu())];
            Term joined = draft.Op("ConcatFromSequence", [draft.Op("SequenceConstruct", answers)], OnnxAttribute.Int("axis", 0));
            draft.Output("scores", joined.Largest(0).Dense(32, 10), 1, 10);
        }),
    ];
}
