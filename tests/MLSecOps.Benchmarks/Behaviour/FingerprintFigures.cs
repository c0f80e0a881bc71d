using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>How many flipped weights a few chosen inputs reveal, beside many that were not chosen. Chosen on one set of flips, measured on another.</summary>
internal static class FingerprintFigures
{
    private const int Each = 400;
    private const int Most = 8;
    private const int Naturals = 200;
    private const int Images = 150;
    private const int Expanded = 60;

    public static IReadOnlyList<Figure> Measure(byte[] model)
    {
        IReadOnlyList<Tensor> pool = [.. Digits.Natural(1000, Images), .. Challenges.Several.SelectMany(range => Challenges.Inputs(model, range, -1, Expanded))];
        IReadOnlyList<int> chosen = FingerprintSelection.Choose(ChangedModels.Margins(model, ChangedModels.Flips(model, Each, 1), pool), Most);

        // Columns: 200 natural images of which none is in the pool, then the fingerprints, then one challenge of 4.
        Tensor[] measured = [.. Digits.Natural(0, Naturals), .. chosen.Select(index => pool[index]), .. Challenges.Inputs(model, Challenges.Declared, -2, 4)];
        RevealTable table = ChangedModels.Margins(model, ChangedModels.Flips(model, Each, 2), measured);
        int[] all = [.. Enumerable.Range(0, Naturals)], some = all[..16], fingerprints = [.. Enumerable.Range(Naturals, chosen.Count)], challenge = [.. Enumerable.Range(Naturals + chosen.Count, 4)];
        string note = $"{chosen.Count} inputs, {chosen.Count(index => index >= Images)} of them expanded, chosen on other flips from {Images} images and {Challenges.Several.Count} x {Expanded} expanded inputs";
        return
        [
            Row("any bit", null, note),
            .. BitClasses.All.Select(of => Row(Name(of), of, $"{Each} flips")),
            .. Digits.Twins.Select(twin => Twin(model, twin, [.. fingerprints.Select(index => measured[index])])),
            Honest(model, [.. fingerprints.Select(index => measured[index])]),
        ];

        Figure Row(string name, BitClass? of, string conditions)
        {
            double many = Share(table, all, of);
            return new Figure($"fingerprints, flips of {name} revealed", Share(table, fingerprints, of), "", many, AtLeast: true,
                $"{Naturals} natural images {many:0.000}; 16 of them {Share(table, some, of):0.000}; one challenge of 4 {Share(table, challenge, of):0.000}", conditions);
        }
    }

    private static Figure Twin(byte[] model, string twin, IReadOnlyList<Tensor> fingerprints)
    {
        IReadOnlyList<Tensor> golden = ChangedModels.Run(model, fingerprints), given = ChangedModels.Run(Digits.Model(twin)!, fingerprints);
        double[] margins = [.. golden.Zip(given, (a, b) => OutputMargin.Of(a, b, ChangedModels.Tolerance))];
        return new Figure($"fingerprints that reveal {twin}", margins.Count(margin => margin > 1), "", 1, AtLeast: true, "", $"the widest is {margins.Max():0.#} times outside the tolerance");
    }

    private static Figure Honest(byte[] model, IReadOnlyList<Tensor> fingerprints)
    {
        double[] margins = [.. ChangedModels.Run(model, fingerprints).Zip(PlainRun.Of(model, fingerprints), (a, b) => OutputMargin.Of(a, b, ChangedModels.Tolerance))];
        return new Figure("fingerprints that refuse mnist by other kernels", margins.Count(margin => margin > 1), "", 0, Note: $"the widest is {margins.Max():0.####} of the tolerance");
    }

    // A flip of any bit: each class by its share of the 32 bits.
    private static double Share(RevealTable table, int[] by, BitClass? of) => of is { } one ? Share(table, by, one)
        : BitClasses.All.Sum(row => Share(table, by, row) * Enumerable.Range(0, 32).Count(bit => BitClasses.Of(ElementType.Float32, bit) == row)) / 32;

    private static double Share(RevealTable table, int[] by, BitClass of)
    {
        FingerprintCoverage row = FingerprintCoverage.Of(table, by).Single(row => row.Class == of);
        return (double)row.Revealed / row.Copies;
    }

    private static string Name(BitClass of) => of switch
    {
        BitClass.Sign => "signs",
        BitClass.Exponent => "exponents",
        BitClass.MantissaHigh => "mantissa bits 16 to 22",
        _ => "mantissa bits 0 to 15",
    };
}
