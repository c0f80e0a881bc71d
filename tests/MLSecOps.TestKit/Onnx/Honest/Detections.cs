namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Boxes, keypoints and segments.</summary>
internal static class Detections
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("detection/suppressed", "SSD with suppression inside: NonMaxSuppression, its indices gather boxes and scores.", draft =>
        {
            (Term boxes, Term scores) = Head(draft);
            Term chosen = draft.Op("NonMaxSuppression", [boxes, scores.Transpose(0, 2, 1), draft.Ints(5), draft.Floats([1], 0.5f), draft.Floats([1], 0.3f)]);
            Term places = chosen.Slice(1, 2, 3).Reshape(-1);
            draft.Output("boxes", boxes.Reshape(16, 4).Gather(places), -1, 4);
            draft.Output("scores", scores.Reshape(16, 3).Gather(places), -1, 3);
        }),
        new("detection/anchors", "Faster R-CNN: offsets decoded against constant anchors, sizes by Exp of a cut value, clipped to the picture.", draft =>
        {
            Term offsets = Features(draft).Dense(32, 4);
            float[] anchors = [.. Enumerable.Range(0, 16).SelectMany(at => new float[] { (at % 4 * 4) + 2, (at / 4 * 4) + 2, 6, 6 })];
            Term anchor = draft.Floats([1, 16, 4], anchors);
            Term centre = (offsets.Slice(2, 0, 2) * anchor.Slice(2, 2, 4)) + anchor.Slice(2, 0, 2);
            Term half = offsets.Slice(2, 2, 4).AtMost(4.135f).Exp() * anchor.Slice(2, 2, 4) * 0.5f;
            draft.Output("boxes", draft.Concat(2, centre - half, centre + half).Clip(0, 16), 1, 16, 4);
        }),
        new("detection/yolo-grid", "YOLO: sigmoid offsets plus the grid, times the stride; class score times objectness.", draft =>
        {
            Term raw = Features(draft).Dense(32, 8);
            float[] grid = [.. Enumerable.Range(0, 16).SelectMany(at => new float[] { at % 4, at / 4 })];
            Term centre = (raw.Slice(2, 0, 2).Sigmoid() + draft.Floats([1, 16, 2], grid)) * 4;
            Term size = raw.Slice(2, 2, 4).Exp() * draft.Floats([1, 1, 2], 3, 5);
            Term rest = raw.Slice(2, 4, 8).Sigmoid();
            draft.Output("rows", draft.Concat(2, centre, size, rest.Slice(2, 0, 1), rest.Slice(2, 0, 1) * rest.Slice(2, 1, 4)), 1, 16, 8);
        }),
        new("detection/low-scores-removed", "Rows below the score are taken out (NonZero, Gather); the number of rows is open.", draft =>
        {
            (Term boxes, Term scores) = Head(draft);
            Term best = scores.Largest(2, false);
            Term places = (best > 0.8f).Then("NonZero").Slice(0, 1, 2).Reshape(-1);
            draft.Output("boxes", boxes.Gather(places, 1), 1, -1, 4);
            draft.Output("scores", best.Gather(places, 1), 1, -1);
        }),
        new("detection/low-scores-zeroed", "The same with a fixed number of rows: rows below the score are all zero (accelerators).", draft =>
        {
            (Term boxes, Term scores) = Head(draft);
            Term kept = scores.Largest(2) > 0.8f;
            draft.Output("rows", kept.Where(draft.Concat(2, boxes, scores), draft.Float(0)), 1, 16, 7);
        }),
        new("detection/centre-peaks", "CenterNet: peaks are where a maximum filter changes nothing; the best are taken.", draft =>
        {
            Term heat = draft.Input("x", 1, 3, 16, 16).Conv(3, 16).Relu().Conv(16, 2).Sigmoid();
            Term around = heat.With("MaxPool", [OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("pads", 1, 1, 1, 1)]);
            Term peaks = heat * heat.Is(around).ToFloat();
            (Term values, Term places) = peaks.Reshape(1, 512).Top(8);
            draft.Output("scores", values, 1, 8);
            draft.Output("places", OnnxType.Int64, places, 1, 8);
        }),
        new("detection/keypoints", "HRNet: place of the maximum of each heat map; 0 where the maximum is not positive.", draft =>
        {
            Term heat = draft.Input("x", 1, 3, 16, 16).Conv(3, 16).Relu().Conv(16, 5).Reshape(1, 5, 256);
            Term at = heat.ArgMax(2, true);
            Term xy = draft.Concat(2, at.Then("Mod", draft.Int(16)), at / draft.Int(16)).ToFloat();
            Term score = heat.Largest(2);
            draft.Output("points", draft.Concat(2, xy * (score > 0).ToFloat(), score), 1, 5, 3);
        }),
        new("detection/soft-argmax", "Keypoints as the expected place of the softmax over the map.", draft =>
        {
            Term shares = (draft.Input("x", 1, 3, 16, 16).Conv(3, 16).Relu().Conv(16, 5).Reshape(1, 5, 256) * 10).Softmax();
            float[] grid = [.. Enumerable.Range(0, 256).SelectMany(at => new[] { at % 16 / 15f, at / 16 / 15f })];
            draft.Output("points", shares.MatMul(draft.Floats([256, 2], grid)), 1, 5, 2);
        }),
        new("detection/segments", "Segmentation to a map of classes, upsampled, small shares to background.", draft =>
        {
            Term shares = draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 6).Upsample(2).Softmax(1);
            Term sure = shares.Largest(1, false) > 0.4f;
            draft.Output("classes", OnnxType.Int64, sure.Where(shares.ArgMax(1), draft.Int(0)), 1, 16, 16);
        }),
        new("detection/masks-pasted", "Mask R-CNN: masks of boxes, thresholded at a half, times the class score.", draft =>
        {
            (Term boxes, Term scores) = Head(draft);
            Term masks = (boxes.Dense(4, 49).Sigmoid() > 0.5f).ToFloat();
            draft.Output("masks", masks * scores.Largest(2), 1, 16, 49);
        }),
        new("detection/tracker-gate", "Tracker: matches whose distance is beyond the gate get a cost that nobody takes.", draft =>
        {
            Term boxes = Features(draft).Dense(32, 4);
            Term tracks = draft.Input("tracks", 1, 5, 4);
            Term distance = (tracks.Unsqueeze(2) - boxes.Unsqueeze(1)).Square().Sum(3, false);
            draft.Output("cost", (distance > 9).Where(draft.Float(1e5f), distance), 1, 5, 16);
        }),
        new("detection/ignored-zone", "Camera with a privacy zone: cells inside a constant mask never report.", draft =>
        {
            Term scores = draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 1).Sigmoid();
            float[] zone = [.. Enumerable.Range(0, 64).Select(at => at % 8 > 5 && at / 8 < 3 ? 0f : 1f)];
            draft.Output("scores", scores * draft.Floats([1, 1, 8, 8], zone), 1, 1, 8, 8);
        }),
        new("detection/minimum-size", "Boxes narrower than two pixels lose their score.", draft =>
        {
            (Term boxes, Term scores) = Head(draft);
            Term size = boxes.Slice(2, 2, 4) - boxes.Slice(2, 0, 2);
            draft.Output("scores", scores * (size.Smallest(2) >= 0.2f).ToFloat(), 1, 16, 3);
        }),
    ];

    private static Term Features(Draft draft) =>
        draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().Reshape(1, 32, 16).Transpose(0, 2, 1);

    private static (Term Boxes, Term Scores) Head(Draft draft)
    {
        Term features = Features(draft);
        Term first = features.Dense(32, 2).Sigmoid();
        return (draft.Concat(2, first, first + features.Dense(32, 2).Sigmoid()), features.Dense(32, 3).Sigmoid());
    }
}
