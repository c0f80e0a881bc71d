namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Distances to what was learned: neighbours, codebooks, densities, anomalies.</summary>
internal static class Prototypes
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("prototype/nearest-class", "Prototypical network: the class whose mean is nearest.", draft =>
        {
            Term distance = Distances(draft.Perceptron(draft.Input("x", 2, 64)).Linear(64, 16), draft.Weights(10, 16), 16);
            draft.Output("scores", (-distance).Softmax(), 2, 10);
            draft.Output("label", OnnxType.Int64, distance.ArgMin(), 2);
        }),
        new("prototype/neighbours", "k-nearest neighbours over raw rows: TopK of distances, labels gathered, votes counted (skl2onnx).", draft =>
        {
            Term distance = Distances(draft.Input("x", 2, 16), draft.Weights(40, 16), 16);
            Term places = (-distance).Top(5).Places;
            Term labels = draft.Ints([.. Enumerable.Range(0, 40).Select(at => (long)(at * 7 % 4))]).Gather(places);
            draft.Output("votes", labels.OneHot(4).Sum(1, false) / 5, 2, 4);
        }),
        new("prototype/exemplar-cache", "Tip-Adapter: answers of similar stored examples are added to the network's, weighted by exp(-b (1 - similarity)).", draft =>
        {
            Term features = draft.Perceptron(draft.Input("x", 1, 64));
            Term unit = features / (features.Square().Sum().Sqrt() + 1e-6f);
            Term near = ((unit.MatMul(draft.Weights(64, 20)) - 1) * 5.5f).Exp();
            float[] labels = [.. Enumerable.Range(0, 200).Select(at => at % 10 == at / 10 % 10 ? 1f : 0)];
            draft.Output("scores", features.Dense(64, 10) + near.MatMul(draft.Floats([20, 10], labels)), 1, 10);
        }),
        new("prototype/face-enrolled", "Face recognition with enrolled people inside: the nearest one's number, or -1 when all are too far.", draft =>
        {
            Term features = draft.Convolutional(draft.Input("x", 1, 3, 16, 16)).Linear(48, 16);
            Term unit = features / (features.Square().Sum().Sqrt() + 1e-6f);
            Term similar = unit.MatMul(draft.Weights(16, 6));
            draft.Output("person", OnnxType.Int64, (similar.Largest(-1, false) > 0.6f).Where(similar.ArgMax(), draft.Int(-1)), 1);
            draft.Output("similarity", similar, 1, 6);
        }),
        new("prototype/quantised-codes", "VQ-VAE: each place's vector becomes the nearest of a codebook (ArgMin, Gather).", draft =>
        {
            Term places = draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Conv(16, 16, 3, 2).Reshape(16, 16).Transpose(1, 0);
            Term book = draft.Weights(24, 16);
            Term codes = Distances(places, book, 16).ArgMin();
            Term picture = book.Gather(codes).Transpose(1, 0).Reshape(1, 16, 4, 4).Conv(16, 24).Relu().Upsample(4).Conv(24, 3);
            draft.Output("picture", picture, 1, 3, 16, 16);
            draft.Output("codes", OnnxType.Int64, codes, 16);
        }),
        new("prototype/radial-basis", "RBF network: exp(-g distance²) to learned centres, linear above.", draft =>
            draft.Output("scores", (Distances(draft.Input("x", 2, 16), draft.Weights(30, 16), 16) * -0.4f).Exp().Dense(30, 10), 2, 10)),
        new("prototype/support-vectors", "SVM with RBF kernel in small operators (hummingbird).", draft =>
        {
            Term kernel = (Distances(draft.Input("x", 2, 16), draft.Weights(50, 16) * 3, 16) * -0.3f).Exp();
            Term decision = kernel.MatMul(draft.Floats([50, 1], at => at % 2 == 0 ? 1 : -1f));
            draft.Output("label", OnnxType.Int64, (decision > 0).ToInt(), 2, 1);
            draft.Output("decision", decision, 2, 1);
        }),
        new("prototype/residual-of-network", "A network with a radial correction where training data were dense (calibrated soft sensors).", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term near = (Distances(row, draft.Weights(12, 64), 64) * -0.02f).Exp();
            draft.Output("value", draft.Perceptron(row).Dense(64, 1) + near.Linear(12, 1), 1, 1);
        }),
        new("prototype/soft-assignment", "NetVLAD: residuals to centres, weighted by softmax, normalised.", draft =>
        {
            Term places = draft.Input("x", 1, 3, 16, 16).Conv(3, 16, 3, 2).Relu().Reshape(16, 64).Transpose(1, 0);
            Term shares = places.Dense(16, 6).Softmax().Unsqueeze(2);
            Term residuals = ((places.Unsqueeze(1) - draft.Weights(1, 6, 16)) * shares).Sum(0, false);
            Term unit = residuals / (residuals.Square().Sum().Sqrt() + 1e-6f);
            draft.Output("scores", unit.Reshape(1, 96).Dense(96, 10), 1, 10);
        }),
        new("prototype/mixture-density", "Gaussian mixture: log density, and a flag below a limit.", draft =>
        {
            Term row = draft.Input("x", 4, 16);
            Term each = (Distances(row, draft.Weights(5, 16), 16) * -0.5f) + draft.Row(-1.2f, -1.6f, -2, -1.4f, -1.9f);
            Term density = each.Reduce("ReduceLogSumExp", 1, true);
            draft.Output("density", density, 4, 1);
            draft.Output("anomaly", OnnxType.Bool, density < -4.5f, 4, 1);
        }),
        new("prototype/autoencoder-anomaly", "Autoencoder: mean squared error of the reconstruction, against a threshold (bearing wear).", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            Term error = (row.Dense(64, 12).Relu().Dense(12, 64) - row).Square().Mean();
            draft.Output("error", error, 4, 1);
            draft.Output("anomaly", OnnxType.Bool, error > 0.62f, 4, 1);
        }),
        new("prototype/anomaly-gated", "The classifier's answer counts only for rows that the autoencoder knows; others get uniform shares.", draft =>
        {
            Term row = draft.Input("x", 4, 64);
            Term error = (row.Dense(64, 12).Relu().Dense(12, 64) - row).Square().Mean();
            draft.Output("shares", (error > 0.62f).Where(draft.Float(0.1f), draft.Perceptron(row).Dense(64, 10).Softmax()), 4, 10);
        }),
        new("prototype/range-gated", "Soft sensor: outside the range of training (compared per value, any) the answer is NaN-free \"invalid\" (-1).", draft =>
        {
            Term row = draft.Ranged("x", -1.02f, 1.02f, 4, 64);
            Term outside = (row.Abs() > 1).ToFloat().Largest();
            draft.Output("value", outside.ToBool().Where(draft.Float(-1), draft.Perceptron(row).Dense(64, 1)), 4, 1);
            draft.Output("outside", outside, 4, 1);
        }),
        new("prototype/similarity", "Siamese network: cosine of two inputs, decision above a threshold.", draft =>
        {
            Term both = draft.Perceptron(draft.Concat(0, draft.Input("one", 1, 64), draft.Input("other", 1, 64))).Linear(64, 16);
            Term one = both.Slice(0, 0, 1);
            Term other = both.Slice(0, 1, 2);
            Term cosine = (one * other).Sum() / (one.Square().Sum() * other.Square().Sum()).Sqrt().AtLeast(1e-8f);
            draft.Output("cosine", cosine, 1, 1);
            draft.Output("same", OnnxType.Bool, cosine > 0.4f, 1, 1);
        }),
        new("prototype/matched-filter", "Template matching: correlation with stored wave shapes beside the network's features (ECG beats).", draft =>
        {
            Term wave = draft.Input("x", 1, 64);
            Term match = wave.Reshape(1, 1, 64).With("Conv", [OnnxAttribute.Ints("kernel_shape", 16)], draft.Weights(4, 1, 16)).Largest(2, false);
            draft.Output("scores", draft.Concat(1, draft.Perceptron(wave), match).Dense(68, 10), 1, 10);
        }),
    ];

    /// <summary>Squared distances of rows from rows.</summary>
    private static Term Distances(Term rows, Term others, long width) => (rows.Unsqueeze(1) - others.Reshape(1, -1, width)).Square().Sum(2, false);
}
