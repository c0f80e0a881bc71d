namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Part of the input goes past the network to the output, on purpose.</summary>
internal static class Residuals
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("residual/denoised", "DnCNN: the input minus the noise that the network sees in it.", draft => Picture(draft, x => x - Body(x, 3))),
        new("residual/super-resolution", "EDSR: enlarged input plus learned detail by depth to space.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term detail = Body(picture, 12).With("DepthToSpace", [OnnxAttribute.Int("blocksize", 2)]);
            draft.Output("picture", (picture.Upsample(2) + detail).Clip(-1, 1), 1, 3, 32, 32);
        }),
        new("residual/unet", "U-Net: features of each scale, and the input itself, are joined again on the way up.", draft => Picture(draft, x =>
        {
            Term first = x.Conv(3, 12).Relu();
            Term second = first.Conv(12, 24, 3, 2).Relu();
            Term third = second.Conv(24, 32, 3, 2).Relu().Upsample(2);
            Term up = draft.Concat(1, third, second).Conv(56, 24).Relu().Upsample(2);
            return draft.Concat(1, up, first, x).Conv(39, 3);
        })),
        new("residual/learned-blend", "Output and input mixed by one learned number (ReZero at the output).", draft => Picture(draft, x => (Body(x, 3) * 0.3f) + (x * 0.7f))),
        new("residual/alpha-blend", "Matting: network's and background picture mixed by the alpha channel that is an input.", draft =>
        {
            Term alpha = draft.Ranged("alpha", 0, 1, 1, 1, 16, 16);
            Term picture = draft.Input("x", 1, 3, 16, 16);
            draft.Output("picture", (alpha * Body(picture, 3)) + ((1 - alpha) * draft.Input("background", 1, 3, 16, 16)), 1, 3, 16, 16);
        }),
        new("residual/predicted-alpha", "Portrait mode: the network makes alpha, the picture stays sharp where it is a person.", draft => Picture(draft, x =>
        {
            Term alpha = Body(x, 1).Sigmoid();
            Term blurred = x.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 5, 5), OnnxAttribute.Ints("pads", 2, 2, 2, 2)]);
            return (alpha * x) + ((1 - alpha) * blurred);
        })),
        new("residual/inpainted", "Inpainting: the network's answer only inside the hole, which is an input.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term hole = draft.Mixed("hole", OnnxType.Bool, [1, 1, 16, 16], 0, 0, 1);
            Term seen = hole.Where(draft.Float(0), picture);
            Term made = draft.Concat(1, seen, hole.ToFloat()).Conv(4, 24).Relu().Conv(24, 3);
            draft.Output("picture", hole.Where(made, picture), 1, 3, 16, 16);
        }),
        new("residual/holes-by-value", "Depth completion: measured depths stay, 0 (nothing measured) is filled in.", draft =>
        {
            Term depth = draft.Mixed("depth", OnnxType.Float, [1, 1, 16, 16], 0, 0, 1.5f, 2.25f, 4);
            Term made = draft.Concat(1, depth, draft.Input("x", 1, 3, 16, 16)).Conv(4, 24).Relu().Conv(24, 1).Relu();
            draft.Output("depth_out", (depth > 0).Where(depth, made), 1, 1, 16, 16);
        }),
        new("residual/colourised", "Colourisation keeps the brightness of the input and adds two colour channels.", draft =>
        {
            Term luma = draft.Input("x", 1, 1, 16, 16);
            Term colour = luma.Conv(1, 24).Relu().Conv(24, 2).Tanh();
            draft.Output("lab", draft.Concat(1, luma, colour), 1, 3, 16, 16);
        }),
        new("residual/warped", "Video interpolation: frames moved by the learned flow (GridSample) and mixed by a learned mask.", draft =>
        {
            Term one = draft.Input("one", 1, 3, 16, 16);
            Term other = draft.Input("other", 1, 3, 16, 16);
            Term made = draft.Concat(1, one, other).Conv(6, 24).Relu().Conv(24, 5);
            float[] grid = [.. Enumerable.Range(0, 256).SelectMany(at => new[] { (at % 16 / 7.5f) - 1, (at / 16 / 7.5f) - 1 })];
            Term Moved(Term frame, int from) => frame.Then("GridSample", made.Slice(1, from, from + 2).Transpose(0, 2, 3, 1).Tanh() * 0.2f + draft.Floats([1, 16, 16, 2], grid));
            Term mask = made.Slice(1, 4, 5).Sigmoid();
            draft.Output("frame", (Moved(one, 0) * mask) + (Moved(other, 2) * (1 - mask)), 1, 3, 16, 16);
        }),
        new("residual/last-value", "NLinear, DLinear: the window's last value is taken off before the network and added after it.", draft =>
        {
            Term window = draft.Ranged("x", 5, 9, 1, 64);
            Term last = window.Slice(1, 63, 64);
            draft.Output("forecast", draft.Perceptron(window - last).Dense(64, 12) + last, 1, 12);
        }),
        new("residual/reversible-normalisation", "RevIN: mean and deviation of the window go around the network.", draft =>
        {
            Term window = draft.Ranged("x", 5, 9, 1, 64);
            Term mean = window.Mean();
            Term deviation = ((window - mean).Square().Mean() + 1e-5f).Sqrt();
            draft.Output("forecast", (draft.Perceptron((window - mean) / deviation).Dense(64, 12) * deviation) + mean, 1, 12);
        }),
        new("residual/seasonal", "Forecast as the same hours of yesterday plus a learned correction.", draft =>
        {
            Term window = draft.Input("x", 1, 64);
            draft.Output("forecast", window.Slice(1, 40, 52) + draft.Perceptron(window).Dense(64, 12), 1, 12);
        }),
        new("residual/wide-and-deep", "Wide & Deep: a linear model of the raw row beside the network, logits added.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            draft.Output("scores", draft.Perceptron(row).Dense(64, 10) + row.Linear(64, 10), 1, 10);
        }),
        new("residual/physics", "Hybrid model: a formula on raw readings plus what the network corrects (battery charge).", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term formula = ((row.Slice(1, 0, 1) * row.Slice(1, 1, 2)) - (row.Slice(1, 2, 3).Square() * 0.5f)).Clip(-1, 1);
            draft.Output("charge", (formula + (draft.Perceptron(row).Dense(64, 1).Tanh() * 0.1f)).Clip(0, 1), 1, 1);
        }),
        new("residual/fallback-to-last", "Tracker: when the network is not sure, the last position, which is an input, stays.", draft =>
        {
            Term features = draft.Convolutional(draft.Input("x", 1, 3, 16, 16));
            Term sure = features.Dense(48, 1).Sigmoid() > 0.045f;
            draft.Output("position", sure.Where(features.Dense(48, 4), draft.Input("last", 1, 4)), 1, 4);
        }),
        new("residual/sensor-hold", "A reading that jumps by more than is possible is replaced by the last one before the network.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term last = draft.Input("last", 1, 64);
            Term held = ((row - last).Abs() > 1.2f).Where(last, row);
            draft.Output("scores", draft.Perceptron(held).Dense(64, 10), 1, 10);
        }),
        new("residual/style-strength", "Style transfer with a strength that is input: 0 gives the picture itself.", draft => Picture(draft, x =>
            x + ((Body(x, 3).Tanh() - x) * draft.Setting("strength", OnnxType.Float, [1], 0, 0.5f, 1)))),
        new("residual/pass-through-identifier", "Row number and time stamp go through untouched beside the score (stream processors).", draft =>
        {
            draft.Output("id_out", OnnxType.Int64, draft.Tokens("id", 1000, 1, 1), 1, 1);
            draft.Output("scores", draft.Perceptron(draft.Input("x", 1, 64)).Dense(64, 10), 1, 10);
        }),
    ];

    private static Term Body(Term picture, long channels) => picture.Conv(3, 24).Relu().Conv(24, 24).Relu().Conv(24, channels);

    private static void Picture(Draft draft, Func<Term, Term> made) => draft.Output("picture", made(draft.Input("x", 1, 3, 16, 16)), 1, 3, 16, 16);
}
