namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Pictures before they reach the network.</summary>
internal static class Pictures
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("picture/bytes-normalised", "torchvision: bytes to floats, minus ImageNet's mean, by its deviation, to channels first.", draft =>
        {
            Term picture = draft.Drawn("x", OnnxType.UInt8, [1, 16, 16, 3], random => _ => (float)random.Next(256)).ToFloat() / 255;
            Term normal = (picture - draft.Floats([3], 0.485f, 0.456f, 0.406f)) / draft.Floats([3], 0.229f, 0.224f, 0.225f);
            draft.Output("scores", Network(draft, normal.Transpose(0, 3, 1, 2)), 1, 10);
        }),
        new("picture/grey-world", "Grey-world white balance: each channel by its mean over the picture.", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            Term means = picture.GlobalPool();
            draft.Output("scores", Network(draft, (picture * (means.Mean(1) / means.AtLeast(1e-3f))).Clip(0, 1)), 1, 10);
        }),
        new("picture/auto-contrast", "Stretches the picture's own range to 0..1; a flat picture stays.", draft =>
        {
            Term picture = draft.Drawn("x", OnnxType.Float, [1, 3, 16, 16], random =>
            {
                (float dark, float range) = (random.NextSingle(), random.Next(3) * 0.25f);
                return _ => dark + (random.NextSingle() * range);
            });
            Term low = picture.Reduce("ReduceMin");
            Term range = picture.Reduce("ReduceMax") - low;
            Term factor = (range > 0.01f).Where(1 / range.AtLeast(1e-6f), draft.Float(1));
            draft.Output("scores", Network(draft, (picture - low) * factor), 1, 10);
        }),
        new("picture/scale-guess", "Accepts 0..255 and 0..1: divided by 255 when the largest value is above 1.5.", draft =>
        {
            Term picture = draft.Drawn("x", OnnxType.Float, [1, 3, 16, 16], random =>
            {
                float scale = random.Next(2) == 0 ? 255 : 1;
                return _ => random.NextSingle() * scale;
            });
            Term bytes = picture.Reduce("ReduceMax") > 1.5f;
            draft.Output("scores", Network(draft, bytes.Where(picture / 255, picture)), 1, 10);
        }),
        new("picture/low-light", "Gamma by the picture's brightness: dark pictures are lightened (dash cameras).", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            Term gamma = (picture.Reduce("ReduceMean") < 0.5f).Where(draft.Float(0.6f), draft.Float(1));
            draft.Output("scores", Network(draft, (picture + 1e-4f).Then("Pow", gamma)), 1, 10);
        }),
        new("picture/dead-pixels", "Dead pixels (0) are replaced by the mean of their neighbourhood (thermal cameras).", draft =>
        {
            Term picture = draft.Drawn("x", OnnxType.Float, [1, 3, 16, 16], random => _ => random.Next(40) == 0 ? 0 : 0.1f + random.NextSingle());
            Term smooth = picture.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("pads", 1, 1, 1, 1)]);
            draft.Output("scores", Network(draft, picture.Is(draft.Float(0)).Where(smooth, picture)), 1, 10);
        }),
        new("picture/letterbox", "YOLO: resized by the smaller ratio, computed from the shape, and padded with grey to a square.", draft =>
        {
            Term picture = draft.Open("x", OnnxType.Float, [1, 3, -1, -1], [1, 3, 20, 20], random => random.NextSingle());
            Term shape = picture.Shape();
            Term sides = shape.Slice(0, 2, 4);
            Term ratio = draft.Float(16) / sides.ToFloat().Reduce("ReduceMax");
            Term target = (sides.ToFloat() * ratio).Then("Floor").ToInt();
            Term resized = picture.With("Resize", [OnnxAttribute.Text("mode", "linear")], draft.None, draft.None, draft.Concat(0, shape.Slice(0, 0, 2), target));
            Term missing = draft.Ints(16, 16) - target;
            Term padded = resized.Then("Pad", draft.Concat(0, draft.Ints(0, 0, 0, 0, 0, 0), missing), draft.Float(0.447f));
            draft.Output("scores", Network(draft, padded.Reshape(1, 3, 16, 16)), 1, 10);
        }),
        new("picture/centre-crop", "Centre crop to 16 × 16 with bounds computed from the shape.", draft =>
        {
            Term picture = draft.Open("x", OnnxType.Float, [1, 3, -1, -1], [1, 3, 22, 22], random => random.NextSingle());
            Term start = (picture.Shape().Slice(0, 2, 4) - draft.Ints(16, 16)) / draft.Ints(2, 2);
            Term cut = picture.Then("Slice", start, start + draft.Ints(16, 16), draft.Ints(2, 3));
            draft.Output("scores", Network(draft, cut.Reshape(1, 3, 16, 16)), 1, 10);
        }),
        new("picture/luma", "YUV: brightness and colour differences by a constant matrix, brightness equalised by its mean.", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            float[] matrix = [0.299f, 0.587f, 0.114f, -0.147f, -0.289f, 0.436f, 0.615f, -0.515f, -0.1f];
            Term yuv = picture.With("Conv", [OnnxAttribute.Ints("kernel_shape", 1, 1)], draft.Floats([3, 3, 1, 1], matrix));
            Term luma = yuv.Slice(1, 0, 1);
            draft.Output("scores", Network(draft, draft.Concat(1, luma - luma.Reduce("ReduceMean") + 0.5f, yuv.Slice(1, 1, 3))), 1, 10);
        }),
        new("picture/edges", "Sobel edges, thresholded, as a fourth channel (lane keeping).", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term grey = picture.Mean(1);
            OnnxAttribute[] same = [OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("pads", 1, 1, 1, 1)];
            Term across = grey.With("Conv", same, draft.Floats([1, 1, 3, 3], -1, 0, 1, -2, 0, 2, -1, 0, 1));
            Term down = grey.With("Conv", same, draft.Floats([1, 1, 3, 3], -1, -2, -1, 0, 0, 0, 1, 2, 1));
            Term edges = ((across.Square() + down.Square()).Sqrt() > 1).ToFloat();
            draft.Output("scores", draft.Concat(1, picture, edges).Conv(4, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().GlobalPool().Flatten().Dense(32, 10), 1, 10);
        }),
        new("picture/background-removed", "Chroma key: pixels near the key colour become black (print inspection before a uniform belt).", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            Term apart = (picture - draft.Floats([1, 3, 1, 1], 0.1f, 0.8f, 0.2f)).Square().Sum(1);
            draft.Output("scores", Network(draft, (apart < 0.15f).Where(draft.Float(0), picture)), 1, 10);
        }),
        new("picture/blurred-faces", "Anonymiser: where the face mask network is sure, the blurred picture goes on, else the sharp one.", draft =>
        {
            Term picture = draft.Ranged("x", 0, 1, 1, 3, 16, 16);
            Term face = picture.Conv(3, 12).Relu().Conv(12, 1).Sigmoid();
            Term blurred = picture.With("AveragePool", [OnnxAttribute.Ints("kernel_shape", 5, 5), OnnxAttribute.Ints("pads", 2, 2, 2, 2)]);
            draft.Output("picture", (face > 0.5f).Where(blurred, picture), 1, 3, 16, 16);
        }),
        new("picture/motion-gate", "Change detector: the frame's difference from the last one, with noise below a threshold cut, goes in as well.", draft =>
        {
            Term frame = draft.Ranged("frame", 0, 1, 1, 3, 16, 16);
            Term change = (frame - draft.Ranged("last", 0, 1, 1, 3, 16, 16)).Abs();
            Term moved = change * (change > 0.2f).ToFloat();
            draft.Output("scores", draft.Concat(1, frame, moved).Conv(6, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().GlobalPool().Flatten().Dense(32, 10), 1, 10);
        }),
    ];

    private static Term Network(Draft draft, Term picture) => draft.Convolutional(picture).Dense(48, 10);
}
