namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Sound and other signals before, in and after the network.</summary>
internal static class Sounds
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("sound/decibels", "Power spectrum to decibels, not below 1e-10, at most 80 dB under the loudest (librosa, YAMNet, Whisper).", draft =>
        {
            Term power = draft.Ranged("power", 0, 1, 1, 40, 20).Square();
            Term decibels = power.AtLeast(1e-10f).Log() * (10 / MathF.Log(10));
            Term cut = decibels.Then("Max", decibels.Reduce("ReduceMax") - 80);
            draft.Output("scores", Spotter(draft, (cut + 40) / 40), 1, 12);
        }),
        new("sound/short-time-transform", "Spectrogram inside the model: frames, window, DFT as two matrices, magnitudes, learned mel bands.", draft =>
        {
            Term frames = draft.Input("x", 1, 640).Reshape(1, 20, 32);
            float[] cosine = [.. Enumerable.Range(0, 32 * 16).Select(at => MathF.Cos(2 * MathF.PI * (at / 16) * (at % 16) / 32))];
            float[] sine = [.. Enumerable.Range(0, 32 * 16).Select(at => MathF.Sin(2 * MathF.PI * (at / 16) * (at % 16) / 32))];
            Term window = draft.Floats([32], at => 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * at / 32)));
            Term windowed = frames * window;
            Term power = windowed.MatMul(draft.Floats([32, 16], cosine)).Square() + windowed.MatMul(draft.Floats([32, 16], sine)).Square();
            draft.Output("scores", Spotter(draft, (power.MatMul(draft.Weights(16, 40).Abs()) + 1e-6f).Log().Transpose(0, 2, 1)), 1, 12);
        }),
        new("sound/silence-gate", "Key words: when the frame's energy is below the noise floor, the class \"silence\" wins.", draft =>
        {
            Term frames = draft.Drawn("x", OnnxType.Float, [1, 40, 20], random => { float loud = random.NextSingle(); return _ => (random.NextSingle() - 0.5f) * loud; });
            Term quiet = frames.Square().Reduce("ReduceMean").Reshape(1, 1) < 0.01f;
            draft.Output("scores", quiet.Where(draft.Row([1, .. new float[11]]), Spotter(draft, frames).Softmax()), 1, 12);
        }),
        new("sound/soft-noise-gate", "Noise suppressor: a gate by smoothed energy, per frame, multiplies the signal that the network made.", draft =>
        {
            Term frames = draft.Input("x", 1, 16, 20);
            Term energy = frames.Square().Mean(1);
            Term smooth = energy.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 5), OnnxAttribute.Ints("pads", 2, 2)]);
            Term gate = ((smooth - 0.3f) * 40).Sigmoid();
            draft.Output("y", frames.Conv1(16, 48).Relu().Conv1(48, 16) * gate, 1, 16, 20);
        }),
        new("sound/spectral-mask", "Conv-TasNet, RNNoise: the network makes a mask of 0..1 and the input is multiplied by it.", draft =>
        {
            Term frames = draft.Ranged("x", 0, 1, 1, 40, 20);
            draft.Output("y", frames * frames.Conv1(40, 64).Relu().Conv1(64, 40).Sigmoid(), 1, 40, 20);
        }),
        new("sound/binary-mask", "Speech separation with a hard mask: bins that the first speaker dominates.", draft =>
        {
            Term frames = draft.Ranged("x", 0, 1, 1, 40, 20);
            Term hidden = frames.Conv1(40, 64).Relu();
            Term mask = (hidden.Conv1(64, 40) > hidden.Conv1(64, 40)).ToFloat();
            draft.Output("first", frames * mask, 1, 40, 20);
            draft.Output("second", frames * (1 - mask), 1, 40, 20);
        }),
        new("sound/voice-hold", "Voice activity with hold: probability above the threshold in any of the last frames.", draft =>
        {
            Term frames = draft.Input("x", 1, 40, 20);
            Term voice = frames.Conv1(40, 32).Relu().Conv1(32, 1).Sigmoid();
            Term hard = (voice > 0.65f).ToFloat();
            Term held = hard.With("MaxPool", [OnnxAttribute.Ints("kernel_shape", 5), OnnxAttribute.Ints("pads", 4, 0)]);
            draft.Output("voice", held, 1, 1, 20);
        }),
        new("sound/hysteresis", "Voice activity with two thresholds: begins above the higher, ends below the lower (a scan over frames).", draft =>
        {
            Term voice = draft.Input("x", 1, 40, 20).Conv1(40, 32).Relu().Conv1(32, 1).Sigmoid().Reshape(20);
            Term[] result = draft.Scan([draft.Float(0)], [voice], (state, item) =>
            {
                Term next = (item[0] > 0.7f).Where(draft.Float(1), (item[0] < 0.4f).Where(draft.Float(0), state[0]));
                return [next, next];
            }, 2);
            draft.Output("voice", result[1], 20);
        }),
        new("sound/loudness", "Brought to one loudness before the network; silence stays silent instead of being divided by 0.", draft =>
        {
            Term frames = draft.Drawn("x", OnnxType.Float, [1, 40, 20], random => { float loud = random.Next(4); return _ => (random.NextSingle() - 0.5f) * loud; });
            Term level = frames.Square().Reduce("ReduceMean").Sqrt();
            draft.Output("scores", Spotter(draft, frames / (level > 1e-4f).Where(level, draft.Float(1))), 1, 12);
        }),
        new("sound/pre-emphasis", "First difference of the wave, envelope by running mean, then a network (vibration monitoring).", draft =>
        {
            Term wave = draft.Input("x", 1, 1, 161);
            Term emphasised = wave.Slice(2, 1, 161) - (wave.Slice(2, 0, 160) * 0.97f);
            Term envelope = emphasised.Abs().With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 8), OnnxAttribute.Ints("strides", 8)]);
            draft.Output("score", draft.Concat(1, envelope.Reshape(1, 20), envelope.Largest().Reshape(1, 1)).Dense(21, 48).Relu().Dense(48, 1).Sigmoid(), 1, 1);
        }),
        new("sound/clipping-flag", "A second output says that the input was clipped; the first one does not care.", draft =>
        {
            Term frames = draft.Ranged("x", -1.01f, 1.01f, 1, 40, 20);
            draft.Output("scores", Spotter(draft, frames), 1, 12);
            draft.Output("clipped", OnnxType.Int64, (frames.Abs() >= 1).ToInt().Reduce("ReduceSum"), []);
        }),
        new("sound/pitch", "CREPE: pitch as a weighted mean of bins around the best; 0 Hz where the voice is not sure.", draft =>
        {
            Term salience = draft.Input("x", 1, 40, 20).Conv1(40, 64).Relu().Conv1(64, 36).Sigmoid();
            Term near = ((draft.Ramp(1, 36, 1) - salience.ArgMax(1, true).ToFloat()).Abs() <= 4).ToFloat();
            Term bin = (salience * near * draft.Ramp(1, 36, 1)).Sum(1) / (salience * near).Sum(1);
            Term hertz = draft.Op("Pow", [draft.Float(2), bin / 12]) * 55;
            draft.Output("hertz", (salience.Largest(1) > 0.9f).Where(hertz, draft.Float(0)), 1, 1, 20);
        }),
    ];

    private static Term Spotter(Draft draft, Term frames)
    {
        Term hidden = frames.Conv1(40, 48).Relu().Conv1(48, 48, 3, 2).Relu();
        return hidden.Mean(2, false).Dense(48, 12) + draft.Weights(12);
    }
}
