namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Sequences written one step after another, and read off scores.</summary>
internal static class Generation
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("generation/top-k", "Logits below the k-th best become -inf before sampling.", draft => Step(draft, (_, logits) =>
            (logits < logits.Top(8).Values.Slice(1, 7, 8)).Where(draft.Float(float.NegativeInfinity), logits).Softmax())),
        new("generation/nucleus", "Nucleus sampling: the smallest set of tokens whose shares reach 0.9.", draft => Step(draft, (_, logits) =>
        {
            (Term values, Term places) = logits.Softmax().Top(64);
            Term before = values.With("CumSum", [OnnxAttribute.Int("exclusive", 1)], draft.Int(1));
            Term kept = (before < 0.9f).Where(values, draft.Float(0));
            return draft.Row(new float[64]).With("ScatterElements", [OnnxAttribute.Int("axis", 1)], places, kept);
        })),
        new("generation/repetition-penalty", "CTRL: logits of tokens that were already written are divided by 1.2, or multiplied when negative.", draft => Step(draft, (ids, logits) =>
        {
            OnnxAttribute axis = OnnxAttribute.Int("axis", 1);
            Term written = logits.With("GatherElements", [axis], ids);
            return logits.With("ScatterElements", [axis], ids, (written < 0).Where(written * 1.2f, written / 1.2f));
        })),
        new("generation/no-repeat", "No token twice in a row: that of the last place gets -inf.", draft => Step(draft, (ids, logits) =>
            ids.Slice(1, 11, 12).Squeeze(1).OneHot(64).ToBool().Where(draft.Float(-1e9f), logits))),
        new("generation/temperature-input", "Temperature as input; near 0 it is greedy.", draft => Step(draft, (_, logits) =>
            (logits / draft.Setting("temperature", OnnxType.Float, [1], 0.2f, 1, 2).AtLeast(0.01f)).Softmax())),
        new("generation/forced-first", "Whisper, mBART: at step 0 the language token is forced, by a step number that is input.", draft => Step(draft, (_, logits) =>
        {
            Term first = draft.Setting("step", OnnxType.Int64, [1, 1], 0, 1, 2).Is(0);
            float[] forced = [.. Enumerable.Range(0, 64).Select(token => token == 5 ? 0 : -1e9f)];
            return first.Where(draft.Row(forced), logits);
        })),
        new("generation/suppressed", "Whisper's suppress_tokens: a constant vector of 0 and -inf is added to the logits.", draft => Step(draft, (_, logits) =>
            logits + draft.Row([.. Enumerable.Range(0, 64).Select(token => token % 9 == 4 ? float.NegativeInfinity : 0)]).Then("Max", draft.Float(-1e9f)))),
        new("generation/minimum-length", "The end token is not allowed before a minimum length.", draft => Step(draft, (ids, logits) =>
        {
            Term count = (!ids.Is(0)).ToInt().Reduce("ReduceSum", 1, true);
            Term end = draft.Truths([1, 64], [.. Enumerable.Range(0, 64).Select(token => token == 2)]);
            return ((count < draft.Int(12)) & end).Where(draft.Float(-1e9f), logits);
        })),
        new("generation/finished-stay", "Beams that have ended write only padding on: Where(ended, one-hot of padding, logits).", draft => Step(draft, (ids, logits) =>
        {
            Term ended = ids.Slice(1, 11, 12).Is(2);
            return ended.Where(draft.Row([0, .. Enumerable.Repeat(-1e9f, 63)]), logits.LogSoftmax());
        })),
        new("generation/grammar", "Constrained decoding: the rows of a table say which tokens may follow the last one.", draft => Step(draft, (ids, logits) =>
        {
            bool[] allowed = [.. Enumerable.Range(0, 64 * 64).Select(at => (at / 64 * 7) + (at % 64) is var key && key % 3 > 0)];
            Term may = draft.Truths([64, 64], allowed).Gather(ids.Slice(1, 11, 12).Squeeze(1));
            return may.Where(logits, draft.Float(-1e9f));
        })),
        new("generation/beam-step", "One step of a beam search: sums of log shares, best of all, tokens and beams by division.", draft =>
        {
            Term sums = draft.Input("sums", 3, 1);
            Term logits = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 3, 12))).Slice(1, 11, 12).Squeeze(1).Linear(32, 64);
            (Term values, Term places) = (logits.LogSoftmax() + sums).Reshape(1, 192).Top(3);
            draft.Output("sums_out", values, 1, 3);
            draft.Output("tokens", OnnxType.Int64, places.Then("Mod", draft.Int(64)), 1, 3);
            draft.Output("beams", OnnxType.Int64, places / draft.Int(64), 1, 3);
        }),
        new("generation/greedy-loop", "The whole of greedy decoding as a Loop; the token before goes in again.", draft =>
        {
            Term state = draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 32).Tanh();
            Term vectors = draft.Weights(40, 32);
            Term recurrent = draft.Weights(32, 32);
            Term last = draft.Weights(32, 40);
            Term[] result = draft.Loop(draft.Int(6), [draft.Ints(1), state], (_, states) =>
            {
                Term next = (vectors.Gather(states[0]) + states[1].MatMul(recurrent)).Tanh();
                Term token = next.MatMul(last).ArgMax();
                return [token, next, token];
            }, 3);
            draft.Output("tokens", OnnxType.Int64, result[2].Reshape(1, -1), 1, 6);
        }),
        new("generation/connectionist", "CTC, greedy: repeated labels and blanks are taken out.", draft =>
        {
            Term labels = draft.Input("x", 1, 40, 20).Conv1(40, 48).Relu().Conv1(48, 6).ArgMax(1).Reshape(20);
            Term before = draft.Concat(0, draft.Ints(-1), labels.Slice(0, 0, 19));
            Term kept = (!labels.Is(before)) & (!labels.Is(0));
            draft.Output("labels", OnnxType.Int64, labels.With("Compress", [OnnxAttribute.Int("axis", 0)], kept), -1);
        }),
        new("generation/viterbi", "CRF tagger: best path by a scan of maxima over learned transitions.", draft =>
        {
            Term emissions = draft.Block(draft.Embedded(draft.Tokens("ids", 64, 1, 12))).Dense(32, 5).Reshape(12, 5);
            Term transitions = draft.Weights(5, 5);
            Term[] result = draft.Scan([draft.Floats([5], new float[5])], [emissions], (states, items) =>
            {
                Term paths = states[0].Unsqueeze(1) + transitions;
                return [paths.Largest(0, false) + items[0], paths.ArgMax(0)];
            }, 2);
            draft.Output("last", OnnxType.Int64, result[0].ArgMax(0), []);
            draft.Output("back", OnnxType.Int64, result[1], 12, 5);
        }),
        new("generation/pointer", "Pointer-generator: shares of copied source tokens are added to those of the vocabulary.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term hidden = draft.Block(draft.Embedded(ids));
            Term mean = hidden.Mean(1, false);
            Term gate = mean.Dense(32, 1).Sigmoid();
            Term copied = hidden.Dense(32, 1).Squeeze(2).Softmax() * (1 - gate);
            Term shares = mean.Linear(32, 64).Softmax() * gate;
            draft.Output("shares", shares.With("ScatterElements", [OnnxAttribute.Int("axis", 1), OnnxAttribute.Text("reduction", "add")], ids, copied), 1, 64);
        }),
        new("generation/speculative", "Speculative decoding: the draft's tokens count up to the first that the large model does not choose.", draft =>
        {
            Term ids = draft.Tokens("draft", 6, 1, 12);
            Term best = draft.Block(draft.Embedded(ids)).Linear(32, 6).ArgMax();
            Term same = ids.Slice(1, 1, 12).Is(best.Slice(1, 0, 11)).ToFloat();
            Term wrong = (1 - same).Then("CumSum", draft.Int(1));
            Term accepted = (wrong < 0.5f).ToInt();
            draft.Output("tokens", OnnxType.Int64, accepted.ToBool().Where(ids.Slice(1, 1, 12), best.Slice(1, 0, 11)), 1, 11);
            draft.Output("wrong", wrong, 1, 11);
        }),
        new("generation/guided", "Classifier-free guidance: the difference of the answers with and without condition, times a scale that is input.", draft =>
        {
            Term noisy = draft.Input("x", 1, 64);
            Term condition = draft.Input("condition", 1, 16).Dense(16, 64);
            Term both = draft.Concat(0, noisy + condition, noisy).Dense(64, 96).Relu().Dense(96, 64);
            Term without = both.Slice(0, 1, 2);
            draft.Output("noise", without + ((both.Slice(0, 0, 1) - without) * draft.Setting("scale", OnnxType.Float, [1], 1, 4, 7.5f)), 1, 64);
        }),
    ];

    private static void Step(Draft draft, Func<Term, Term, Term> after)
    {
        Term ids = draft.Tokens("ids", 8, 1, 12);
        draft.Output("logits", after(ids, draft.Block(draft.Embedded(ids)).Slice(1, 11, 12).Squeeze(1).Linear(32, 64)), 1, 64);
    }
}
