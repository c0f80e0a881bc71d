namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Constants that are answers: tables that a class looks up, learned queries and prompts.</summary>
internal static class Templates
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("template/palette", "Segmentation as a coloured picture: each class looks its colour up.", draft =>
        {
            Term classes = draft.Input("x", 1, 3, 16, 16).Conv(3, 16).Relu().Conv(16, 5).ArgMax(1);
            float[] colours = [0, 0, 0, 0.5f, 0, 0.5f, 0.1f, 0.8f, 0.1f, 0.9f, 0.6f, 0, 0.2f, 0.4f, 1];
            draft.Output("picture", draft.Floats([5, 3], colours).Gather(classes).Transpose(0, 3, 1, 2), 1, 3, 16, 16);
        }),
        new("template/action-bins", "RT-1: each joint's best bin is looked up in the table of its values.", draft =>
        {
            Term bins = draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Dense(48, 28).Reshape(1, 4, 7).ArgMax();
            draft.Output("action", draft.Floats([7], -1, -0.5f, -0.2f, 0, 0.2f, 0.5f, 1).Gather(bins), 1, 4);
        }),
        new("template/mean-size", "3D detection: mean size of the best class from a table, plus a learned difference.", draft =>
        {
            Term features = draft.Convolutional(draft.Input("x", 1, 3, 16, 16));
            Term best = features.Dense(48, 3).ArgMax();
            Term sizes = draft.Floats([3, 3], 3.9f, 1.6f, 1.5f, 0.8f, 0.7f, 1.7f, 1.8f, 0.6f, 1.7f);
            draft.Output("size", sizes.Gather(best) * ((features.Dense(48, 3).Tanh() * 0.2f) + 1), 1, 3);
        }),
        new("template/blend-shapes", "Face model: learned mean shape plus coefficients times basis shapes (3DMM).", draft =>
            draft.Output("points", (draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Linear(48, 8).MatMul(draft.Weights(8, 60)) + draft.Weights(1, 60)).Reshape(1, 20, 3), 1, 20, 3)),
        new("template/trajectory-anchors", "MultiPath: the best of learned trajectories, gathered by the class, plus an offset.", draft =>
        {
            Term features = draft.Perceptron(draft.Input("x", 2, 64));
            Term best = features.Dense(64, 6).ArgMax();
            draft.Output("path", draft.Weights(6, 16).Gather(best) + (features.Dense(64, 16) * 0.1f), 2, 16);
        }),
        new("template/gain-schedule", "Gain scheduling: the controller's gains come from the row of a table that the speed, an input, falls into.", draft =>
        {
            Term state = draft.Input("state", 1, 16);
            Term speed = draft.Ranged("speed", 0, 40, 1, 1);
            Term row = (speed > draft.Row(5, 15, 30)).ToInt().Reduce("ReduceSum", 1, false);
            Term features = state.Dense(16, 48).Relu().Dense(48, 8);
            draft.Output("command", (features * draft.Weights(4, 8).Gather(row)).Sum().Tanh(), 1, 1);
        }),
        new("template/gain-interpolated", "The same with the two nearest rows mixed by how near they are.", draft =>
        {
            Term state = draft.Input("state", 1, 16);
            Term speed = draft.Ranged("speed", 0, 40, 1, 1);
            Term shares = (1 - ((speed - draft.Row(0, 10, 20, 30, 40)) / 10).Abs()).Relu();
            draft.Output("command", (state.Dense(16, 48).Relu().Dense(48, 8) * shares.MatMul(draft.Weights(5, 8))).Sum().Tanh(), 1, 1);
        }),
        new("template/object-queries", "DETR: learned queries look at the picture; boxes are read off the queries.", draft =>
        {
            Term places = draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 32, 3, 2).Relu().Reshape(1, 32, 16).Transpose(0, 2, 1);
            Term queries = draft.Weights(1, 6, 32);
            Term shares = (queries.MatMul(places.Linear(32, 32).Transpose(0, 2, 1)) / 5.66f).Softmax();
            Term seen = queries + shares.MatMul(places.Linear(32, 32));
            draft.Output("boxes", seen.Dense(32, 4).Sigmoid(), 1, 6, 4);
            draft.Output("scores", seen.Dense(32, 4).Softmax(), 1, 6, 4);
        }),
        new("template/latents", "Perceiver: a learned array reads from the input and then attends to itself.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term values = draft.Embedded(ids);
            Term latents = draft.Weights(1, 4, 32);
            Term read = latents + (latents.Linear(32, 32).MatMul(values.Transpose(0, 2, 1)) / 5.66f).Softmax().MatMul(values);
            draft.Output("scores", draft.Block(read).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("template/learned-constant", "StyleGAN: the picture grows out of a learned constant; the input only changes its style.", draft =>
        {
            Term style = draft.Perceptron(draft.Input("z", 1, 64));
            Term start = draft.Weights(1, 16, 4, 4) * (style.Dense(64, 16).Reshape(1, 16, 1, 1) + 1);
            Term grown = start.Upsample(2).Conv(16, 12).Relu() * (style.Dense(64, 12).Reshape(1, 12, 1, 1) + 1);
            draft.Output("picture", grown.Upsample(2).Conv(12, 3).Tanh(), 1, 3, 16, 16);
        }),
        new("template/soft-prompt", "Prompt tuning: learned vectors stand before the tokens.", draft =>
        {
            Term tokens = draft.Weights(64, 32).Gather(draft.Tokens("ids", 64, 1, 12));
            Term hidden = draft.Concat(1, draft.Weights(1, 4, 32), tokens) + draft.Weights(1, 16, 32);
            draft.Output("scores", draft.Block(hidden).Slice(1, 0, 1).Squeeze(1).Dense(32, 10), 1, 10);
        }),
        new("template/language-token", "Multilingual model: the first token says the language and picks the adapter's weights.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term language = ids.Slice(1, 0, 1).Squeeze(1).Then("Mod", draft.Int(4));
            Term hidden = draft.Block(draft.Embedded(ids));
            Term adapter = hidden.MatMul(draft.Weights(4, 32, 8).Gather(language)).Relu().MatMul(draft.Weights(4, 8, 32).Gather(language));
            draft.Output("scores", (hidden + adapter).Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("template/hash-layer", "Hash layers (Roller 2021): the expert of a token is its id modulo the number of experts.", draft =>
        {
            Term ids = draft.Tokens("ids", 64, 1, 12);
            Term hidden = draft.Block(draft.Embedded(ids));
            Term expert = (ids * draft.Int(2654435761)).Then("Mod", draft.Int(3));
            Term result = hidden;
            for (int index = 0; index < 3; index++)
            {
                result += hidden.Dense(32, 48).Relu().Dense(48, 32) * expert.Is(index).ToFloat().Unsqueeze(2);
            }

            draft.Output("scores", result.Mean(1, false).Dense(32, 10), 1, 10);
        }),
        new("template/hard-glimpse", "Recurrent attention: the network picks a place and cuts the picture there at full resolution.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term coarse = picture.Conv(3, 8, 3, 2).Relu();
            Term place = coarse.Conv(8, 1).Reshape(1, 64).ArgMax();
            Term corner = draft.Concat(0, place / draft.Int(8), place.Then("Mod", draft.Int(8)));
            Term glimpse = picture.Then("Slice", corner, corner + draft.Ints(8, 8), draft.Ints(2, 3)).Reshape(1, 3, 8, 8);
            draft.Output("scores", glimpse.Conv(3, 24, 3, 2).Relu().GlobalPool().Flatten().Dense(24, 10), 1, 10);
        }),
        new("template/spatial-transformer", "Spatial transformer: a small network turns the picture upright before the large one.", draft =>
        {
            Term picture = draft.Input("x", 1, 3, 16, 16);
            Term matrix = (picture.Conv(3, 8, 3, 2).Relu().GlobalPool().Flatten().Dense(8, 6) * 0.2f) + draft.Row(1, 0, 0, 0, 1, 0);
            float[] grid = [.. Enumerable.Range(0, 256).SelectMany(at => new[] { (at % 16 / 7.5f) - 1, (at / 16 / 7.5f) - 1, 1 })];
            Term places = draft.Floats([1, 256, 3], grid).MatMul(matrix.Reshape(1, 2, 3).Transpose(0, 2, 1)).Reshape(1, 16, 16, 2);
            draft.Output("scores", draft.Convolutional(picture.Then("GridSample", places)).Dense(48, 10), 1, 10);
        }),
        new("template/region-aligned", "Mask R-CNN: features are cut out of the map by RoiAlign where boxes, an input, are.", draft =>
        {
            Term features = draft.Input("x", 1, 3, 16, 16).Conv(3, 16).Relu();
            Term boxes = draft.Drawn("boxes", OnnxType.Float, [3, 4], random => at => at % 4 < 2 ? random.Next(6) : 8 + random.Next(8));
            Term cut = draft.Op("RoiAlign", [features, boxes, draft.Ints(0, 0, 0)], OnnxAttribute.Int("output_height", 4), OnnxAttribute.Int("output_width", 4));
            draft.Output("scores", cut.Reshape(3, 256).Dense(256, 32).Relu().Dense(32, 10), 3, 10);
        }),
        new("template/bilinear", "Bilinear pooling of two feature maps (visual question answering), by Einsum.", draft =>
        {
            Term picture = draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Linear(48, 12);
            Term question = draft.Attentive(draft.Tokens("ids", 64, 1, 12)).Linear(32, 12);
            Term joined = draft.Op("Einsum", [picture, draft.Weights(12, 12, 10), question], OnnxAttribute.Text("equation", "bi,ijk,bj->bk"));
            draft.Output("scores", joined, 1, 10);
        }),
        new("template/memory", "Key-value memory network: learned slots are read by similarity and added to the features.", draft =>
        {
            Term features = draft.Perceptron(draft.Input("x", 1, 64));
            Term read = features.MatMul(draft.Weights(64, 20)).Softmax().MatMul(draft.Weights(20, 64));
            draft.Output("scores", (features + read).Dense(64, 10), 1, 10);
        }),
        new("template/rules-table", "Fuzzy controller beside a network: bells over raw readings, products, a table of consequences.", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term Bells(int at) => ((row.Slice(1, at, at + 1) - draft.Row(-1, 0, 1)).Square() * -4).Exp();
            Term fired = Bells(0).Unsqueeze(2).MatMul(Bells(1).Unsqueeze(1)).Reshape(1, 9);
            Term rules = fired.MatMul(draft.Floats([9, 1], -1, -0.6f, 0, -0.4f, 0, 0.4f, 0, 0.6f, 1)) / fired.Sum();
            draft.Output("command", (draft.Perceptron(row).Dense(64, 1) * 0.2f) + rules, 1, 1);
        }),
    ];
}
