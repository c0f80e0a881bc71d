using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>How many flipped weights a few chosen inputs reveal, beside many that were not chosen. Chosen on one set of flips, measured on another.</summary>
internal static class FingerprintFigures
{
    // Below this share of the copies, so few that more or fewer says nothing: reported without a target.
    private const double Few = 0.05;

    public static IEnumerable<Figure> Measure() => BenchModel.All().SelectMany(Of);

    private static IEnumerable<Figure> Of(BenchModel model)
    {
        // Columns: real inputs first, then the fingerprints.
        IReadOnlyList<Tensor> fingerprints = ChosenInputs.Of(model);
        RevealTable table = ChangedModels.Margins(model.Bytes, ChangedModels.Flips(model.Bytes, ChosenInputs.Each, 2), [.. model.Inputs.Take(model.Compared), .. fingerprints]);
        int[] real = [.. Enumerable.Range(0, model.Compared)], chosen = [.. Enumerable.Range(model.Compared, fingerprints.Count)];
        ILookup<BitClass?, FingerprintCoverage> beside = FingerprintCoverage.Of(table, chosen, real).ToLookup(row => row.Class);
        string note = $"{fingerprints.Count} fingerprints chosen on {ChosenInputs.Each} other flips of each class; rtol = atol = 1e-3";
        return [Row("any bit", null, note), .. BitClasses.All.Select(of => Row(Name(of), of, $"{ChosenInputs.Each} flips"))];

        Figure Row(string name, BitClass? of, string conditions) => new(
            $"{model.Name}: flips of {name} revealed", Share(beside, of, row => row.Revealed), "", Share(beside, of, row => row.Ceiling) is >= Few and var many ? many : null, AtLeast: true,
            $"{model.Compared} real inputs {Share(beside, of, row => row.Ceiling):0.000}; any bit of the fingerprints' answers {Share(beside, of, row => row.Exact):0.000}", conditions);
    }

    // A flip of any bit: each class by its share of the 32 bits.
    private static double Share(ILookup<BitClass?, FingerprintCoverage> rows, BitClass? of, Func<FingerprintCoverage, int> count) => of is { } one
        ? (double)count(rows[one].Single()) / rows[one].Single().Copies
        : BitClasses.All.Sum(row => Share(rows, row, count) * Enumerable.Range(0, 32).Count(bit => BitClasses.Of(ElementType.Float32, bit) == row)) / 32;

    private static string Name(BitClass of) => of switch
    {
        BitClass.Sign => "signs",
        BitClass.Exponent => "exponents",
        BitClass.MantissaHigh => "mantissa bits 16 to 22",
        _ => "mantissa bits 0 to 15",
    };
}
