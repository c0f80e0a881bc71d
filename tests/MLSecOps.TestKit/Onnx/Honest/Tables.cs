namespace MLSecOps.TestKit.Onnx.Honest;

/// <summary>Rows of numbers and categories before they reach the network.</summary>
internal static class Tables
{
    internal static IReadOnlyList<HonestModel> All { get; } =
    [
        new("table/imputed", "scikit-learn SimpleImputer: a missing value (NaN) becomes the column's mean.", draft =>
        {
            Term row = Gaps(draft);
            draft.Output("scores", Network(draft, row.Then("IsNaN").Where(Learned(draft, 64), row)), 1, 10);
        }),
        new("table/missing-indicator", "MissingIndicator: beside the filled value a column says that it was missing.", draft =>
        {
            Term row = Gaps(draft);
            Term missing = row.Then("IsNaN");
            Term filled = missing.Where(draft.Float(0), row);
            draft.Output("scores", draft.Concat(1, filled, missing.ToFloat()).Dense(128, 64).Relu().Dense(64, 10), 1, 10);
        }),
        new("table/sentinel", "Sensors that send -999 for \"no value\": replaced by the column's median.", draft =>
        {
            Term row = draft.Drawn("x", OnnxType.Float, [1, 64], random => _ => random.Next(6) == 0 ? -999 : random.NextSingle());
            draft.Output("scores", Network(draft, row.Is(draft.Float(-999)).Where(Learned(draft, 64), row)), 1, 10);
        }),
        new("table/row-standardised", "Each row by its own mean and deviation (LSTM forecasts of load, instance normalisation).", draft =>
        {
            Term row = draft.Ranged("x", 0, 50, 1, 64);
            Term centred = row - row.Mean();
            draft.Output("scores", Network(draft, centred / (centred.Square().Mean().Sqrt() + 1e-6f)), 1, 10);
        }),
        new("table/winsorised", "Winsorising: values beyond the 1 and 99 percentiles of training are cut to them, per column.", draft =>
        {
            Term row = draft.Ranged("x", -3, 3, 1, 64);
            Term low = draft.Floats([1, 64], column => -2 + (column % 7 * 0.1f));
            Term high = draft.Floats([1, 64], column => 2 - (column % 5 * 0.1f));
            draft.Output("scores", Network(draft, row.Then("Max", low).Then("Min", high)), 1, 10);
        }),
        new("table/robust-scaled", "RobustScaler on the row's own quartiles, from a sort (TopK of all).", draft =>
        {
            Term row = draft.Input("x", 1, 64);
            Term sorted = row.Top(64).Values;
            Term spread = sorted.Slice(1, 16, 17) - sorted.Slice(1, 48, 49);
            draft.Output("scores", Network(draft, (row - sorted.Slice(1, 32, 33)) / spread.AtLeast(1e-3f)), 1, 10);
        }),
        new("table/logarithm", "Counts (clicks, bytes) as log(1 + x), negatives as 0.", draft =>
            draft.Output("scores", Network(draft, (draft.Ranged("x", -1, 500, 1, 64).Relu() + 1).Log()), 1, 10)),
        new("table/one-hot", "Wide & Deep: categories as one-hot beside the numbers.", draft =>
        {
            Term numbers = draft.Input("numbers", 1, 16);
            Term categories = draft.Tokens("categories", 8, 1, 4).OneHot(8).Reshape(1, 32);
            draft.Output("scores", draft.Concat(1, numbers, categories).Dense(48, 64).Relu().Dense(64, 10), 1, 10);
        }),
        new("table/one-hot-compared", "hummingbird's OneHotEncoder: Equal against all known categories; unknown ones give zeros.", draft =>
        {
            Term category = draft.Tokens("category", 9, 1, 1);
            Term numbers = draft.Input("numbers", 1, 24);
            Term hot = category.Is(draft.Ints([1, 8], [0, 1, 2, 3, 5, 6, 7, 11])).ToFloat();
            draft.Output("scores", draft.Concat(1, hot, numbers).Dense(32, 64).Relu().Dense(64, 10).Softmax(), 1, 10);
        }),
        new("table/buckets", "KBinsDiscretizer: the number of edges below a value is its bucket, whose learned vector is used (CTR models).", draft =>
        {
            Term row = draft.Input("x", 1, 8);
            Term bucket = (row.Unsqueeze(2) > draft.Floats([1, 1, 5], -0.6f, -0.2f, 0, 0.3f, 0.7f)).ToInt().Reduce("ReduceSum", 2, false);
            Term vectors = draft.Weights(6, 12).Gather(bucket).Reshape(1, 96);
            draft.Output("scores", vectors.Dense(96, 64).Relu().Dense(64, 10), 1, 10);
        }),
        new("table/hashed-category", "Feature hashing: id times a prime, modulo the size of the table (recommenders).", draft =>
        {
            Term ids = draft.Tokens("ids", 100000, 1, 6);
            Term bucket = (ids * draft.Int(2654435761)).Then("Mod", draft.Int(128));
            draft.Output("score", draft.Weights(128, 16).Gather(bucket).Reshape(1, 96).Dense(96, 48).Relu().Dense(48, 1).Sigmoid(), 1, 1);
        }),
        new("table/unit-guess", "Temperatures above 60 are Fahrenheit: converted, value by value.", draft =>
        {
            Term row = draft.Ranged("x", -10, 100, 1, 64);
            Term celsius = (row > 60).Where((row - 32) * (5f / 9), row);
            draft.Output("scores", Network(draft, celsius / 30), 1, 10);
        }),
        new("table/outliers-to-median", "Hampel filter: a value far from the row's median, by the median of deviations, becomes the median.", draft =>
        {
            Term row = draft.Drawn("x", OnnxType.Float, [1, 64], random => _ => random.Next(20) == 0 ? 9 : random.NextSingle());
            Term median = row.Top(33).Values.Slice(1, 32, 33);
            Term apart = (row - median).Abs();
            Term deviation = apart.Top(33).Values.Slice(1, 32, 33);
            draft.Output("scores", Network(draft, (apart > deviation * 4.4f).Where(median, row)), 1, 10);
        }),
        new("table/polynomial", "PolynomialFeatures: the numbers and their products, then a linear model.", draft =>
        {
            Term row = draft.Input("x", 1, 8);
            Term products = row.Unsqueeze(2).MatMul(row.Unsqueeze(1)).Reshape(1, 64);
            draft.Output("scores", draft.Concat(1, row, products).Dense(72, 10), 1, 10);
        }),
        new("table/time-of-day", "Hour and weekday as sine and cosine; night tariff as a flag (load forecasts).", draft =>
        {
            Term hour = draft.Tokens("hour", 24, 1, 1);
            Term angle = hour.ToFloat() * (MathF.PI / 12);
            Term night = (hour < draft.Int(6)).Then("Or", hour >= draft.Int(22)).ToFloat();
            Term row = draft.Concat(1, draft.Input("x", 1, 29), angle.Then("Sin"), angle.Then("Cos"), night);
            draft.Output("load", row.Dense(32, 64).Relu().Dense(64, 1).Relu(), 1, 1);
        }),
        new("table/quantile-uniform", "QuantileTransformer: place among learned quantiles, interpolated.", draft =>
        {
            Term row = draft.Input("x", 1, 64).Unsqueeze(2);
            Term edges = draft.Floats([1, 1, 8], -1, -0.7f, -0.4f, -0.1f, 0.1f, 0.5f, 0.8f, 1.01f);
            Term widths = draft.Floats([1, 1, 8], 0.3f, 0.3f, 0.3f, 0.2f, 0.4f, 0.3f, 0.21f, 1);
            draft.Output("scores", Network(draft, ((row - edges) / widths).Clip(0, 1).Sum(2, false) / 7), 1, 10);
        }),
    ];

    private static Term Network(Draft draft, Term row) => draft.Perceptron(row).Dense(64, 10);

    private static Term Learned(Draft draft, int count) => draft.Floats([1, count], [.. Enumerable.Range(0, count).Select(column => MathF.Sin(column) / 2)]);

    private static Term Gaps(Draft draft) => draft.Drawn("x", OnnxType.Float, [1, 64],
        random => _ => random.Next(8) == 0 ? float.NaN : (random.NextSingle() * 2) - 1);
}
