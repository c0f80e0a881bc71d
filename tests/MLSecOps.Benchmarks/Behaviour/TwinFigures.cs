using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Whether the suite alone finds models that answer nearly the same, and none that is the same.</summary>
internal static class TwinFigures
{
    public static IEnumerable<Figure> Measure()
    {
        BenchModel model = BenchModel.All().First();
        IReadOnlyList<Tensor> fingerprints = ChosenInputs.Of(model);
        IReadOnlyList<Tensor> golden = ChangedModels.Run(model.Bytes, fingerprints);
        return
        [
            .. Digits.Twins.Select(twin => Row($"mnist: fingerprints that reveal {twin}", Margins(ChangedModels.Run(Digits.Model(twin)!, fingerprints)), 1, true)),
            .. HonestBuild.Others.Select(build => Row($"mnist: fingerprints that refuse the model run as {build}", Margins(build.Run(model.Bytes, fingerprints)), 0, false)),
        ];

        double[] Margins(IReadOnlyList<Tensor> given) => [.. golden.Zip(given, (a, b) => OutputMargin.Of(a, b, ChangedModels.Tolerance))];
    }

    private static Figure Row(string name, double[] margins, double target, bool atLeast) =>
        new(name, margins.Count(margin => margin > 1), "", target, atLeast, "", $"of {margins.Length}; the widest is {margins.Max():0.####} of the tolerance");
}
